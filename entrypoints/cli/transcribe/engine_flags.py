"""The flags that say which model runs, and on what."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from entrypoints.cli.errors import refuse
from entrypoints.cli.transcribe.engine import Device, EngineChoice

ON: Final = "On what"
# What `--fp16` asks for: half precision, which only a GPU has, is what it computes with anyway.
FULL_PRECISION: Final = "float32"

AtOnce = Annotated[
    int | None,
    typer.Option(min=1, help="Files side by side [WORKER_CONCURRENCY, 4].", rich_help_panel=ON),
]
ModelDir = Annotated[
    Path | None,
    typer.Option(help="Where models are kept [WHISPER_DOWNLOAD_DIR].", rich_help_panel=ON),
]
ModelDirectory = Annotated[
    Path | None,
    typer.Option(help="Folder of a model of your own, in place of --model.", rich_help_panel=ON),
]
LocalFilesOnly = Annotated[
    bool | None,
    typer.Option(
        "--local-files-only/--no-local-files-only",
        help="Download no model [WHISPER_OFFLINE, off].",
        rich_help_panel=ON,
    ),
]
DeviceOption = Annotated[
    Device | None, typer.Option("--device", help="On what [WHISPER_DEVICE].", rich_help_panel=ON)
]
ComputeType = Annotated[
    str | None, typer.Option(help="int8, float16 ... [WHISPER_COMPUTE_TYPE].", rich_help_panel=ON)
]
Fp16 = Annotated[
    bool | None,
    typer.Option(
        "--fp16/--no-fp16",
        help="Half precision where the device has it; off: full precision (float32).",
        rich_help_panel=ON,
    ),
]
Threads = Annotated[
    int | None,
    typer.Option(
        min=0, help="Cores of the CPU to use; 0: all [WHISPER_THREADS].", rich_help_panel=ON
    ),
]
BatchSize = Annotated[
    int | None,
    typer.Option(min=1, help="Windows decoded together [WHISPER_MAX_BATCH].", rich_help_panel=ON),
]
Batched = Annotated[
    bool | None,
    typer.Option(
        "--batched/--no-batched",
        help="Decode several windows together, or each alone [on].".replace("[", r"\["),
        rich_help_panel=ON,
    ),
]


@dataclass(frozen=True, kw_only=True)
class EngineFlags:
    """The flags; None means the setting or its default."""

    device: DeviceOption = None
    compute_type: ComputeType = None
    fp16: Fp16 = None
    threads: Threads = None
    batch_size: BatchSize = None
    batched: Batched = None
    model_dir: ModelDir = None
    model_directory: ModelDirectory = None
    local_files_only: LocalFilesOnly = None

    def choice(self, model: str | None) -> EngineChoice:
        """Read them together with the name of the model. Ends the program in words."""
        if self.fp16 is not None and self.compute_type is not None:
            refuse("--fp16 and --compute-type both say how to compute. Leave one of them out.")
        if self.batched is False and (self.batch_size or 1) > 1:
            refuse("--batched False decodes each window alone. Leave --batch-size out.")
        return EngineChoice(
            model=str(self.model_directory.absolute()) if self.model_directory else model,
            model_dir=self.model_dir,
            device=self.device,
            compute_type=FULL_PRECISION if self.fp16 is False else self.compute_type,
            threads=self.threads or None,
            max_batch=1 if self.batched is False else self.batch_size,
            offline=self.local_files_only,
        )
