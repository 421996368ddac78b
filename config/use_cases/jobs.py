"""Wires the use cases on jobs and transcripts."""

from dependency_injector import providers

from adapters.sound.embedding import AvSubtitleEmbedder
from adapters.storage.scratch import free_bytes_of, scratch_files
from application.forecasts.model_speed import ModelSpeed
from application.jobs.begin_recording import BeginRecording
from application.jobs.cancel_job import CancelJob
from application.jobs.claim_key import ClaimKey
from application.jobs.delete_job import DeleteJob
from application.jobs.end_recording import EndRecording, EndRecordingOf
from application.jobs.fetch_recording import FetchRecording
from application.jobs.get_job import GetJob
from application.jobs.isolation import Isolation
from application.jobs.label_job import LabelJob
from application.jobs.learn_voices import LearnVoices
from application.jobs.list_facets import ListFacets
from application.jobs.list_jobs import ListJobs
from application.jobs.live_leases import LiveLeases
from application.jobs.retry_job import RetryJob
from application.jobs.reuse import ReuseResults
from application.jobs.submit_job import SubmitJob
from application.jobs.submit_once import SubmitOnce
from application.jobs.tell_speakers import TellSpeakers
from application.jobs.transcribe_now import TranscribeNow
from application.models.manage_models import ManageModels
from application.search.search_recordings import SearchRecordings
from application.transcripts.correct_segment import CorrectSegment, WithdrawCorrection
from application.transcripts.draw_waveform import DrawWaveform
from application.transcripts.edit_speakers import (
    MergeSpeakers,
    MoveSegment,
    NameSpeaker,
    ShowSpeakers,
    SpeakerEditing,
    WithdrawSpeakerEdits,
)
from application.transcripts.export_transcript import ExportTranscript
from application.transcripts.live_captions import LiveCaptions
from application.transcripts.print_transcript import PrintTranscript
from application.transcripts.read_audio import ReadAudio
from application.transcripts.replace_text import ReplaceText, SetCorrections
from application.transcripts.subtitle_video import SubtitleVideo
from application.uploads.in_use_marks import HoldRecording
from application.uploads.receive_upload import ReceiveUpload
from application.watching.watch_job import WatchJob
from application.watching.watch_jobs import WatchJobs
from config.adapters import Adapters
from config.use_cases.limits import LimitUseCases
from entrypoints.http.services.speakers import SpeakerServices


class JobUseCases(LimitUseCases):
    """The use cases on jobs and transcripts."""

    isolation = providers.Singleton(Isolation, Adapters.queue, Adapters.clock)
    receive_upload = providers.Factory(
        ReceiveUpload, Adapters.blobs, Adapters.ids, Adapters.settings.provided.max_upload_bytes
    )
    reuse_results = providers.Factory(
        ReuseResults,
        Adapters.unit_of_work.provider,
        Adapters.models,
        Adapters.diarizer,
        Adapters.events,
        Adapters.clock,
    )
    submit_job = providers.Factory(
        SubmitJob,
        Adapters.unit_of_work.provider,
        Adapters.blobs,
        LimitUseCases.fair_probe,
        Adapters.models,
        Adapters.events,
        Adapters.clock,
        Adapters.ids,
        reuse_results,
        LimitUseCases.admission,
    )
    submit_once = providers.Factory(SubmitOnce, submit_job)
    fetch_recording = providers.Factory(
        FetchRecording, Adapters.recording_source, receive_upload, LimitUseCases.fetch_places
    )
    claim_key = providers.Factory(
        ClaimKey, Adapters.unit_of_work.provider, Adapters.clock, Adapters.ids
    )
    model_speed = providers.Singleton(ModelSpeed, Adapters.clock)
    get_job = providers.Factory(
        GetJob,
        Adapters.unit_of_work.provider,
        Adapters.queue,
        Adapters.job_cache,
        model_speed,
        Adapters.settings.provided.worker_concurrency,
    )
    list_jobs = providers.Factory(
        ListJobs, Adapters.unit_of_work.provider, Adapters.queue, model_speed
    )
    list_facets = providers.Factory(ListFacets, Adapters.unit_of_work.provider)
    label_job = providers.Factory(LabelJob, Adapters.unit_of_work.provider, Adapters.job_cache)
    live_leases = providers.Factory(
        LiveLeases, Adapters.clock, Adapters.settings.provided.live_resume_seconds
    )
    begin_recording = providers.Factory(
        BeginRecording,
        Adapters.unit_of_work.provider,
        Adapters.models,
        Adapters.events,
        Adapters.ids,
        LimitUseCases.admission,
        live_leases,
    )
    end_recording = providers.Factory(
        EndRecording,
        Adapters.unit_of_work.provider,
        Adapters.blobs,
        receive_upload,
        Adapters.events,
        live_leases,
    )
    end_recording_of = providers.Factory(
        EndRecordingOf, Adapters.unit_of_work.provider, end_recording
    )
    cancel_job = providers.Factory(
        CancelJob,
        Adapters.unit_of_work.provider,
        Adapters.queue,
        Adapters.events,
        Adapters.clock,
        end_recording,
    )
    retry_job = providers.Factory(
        RetryJob,
        Adapters.unit_of_work.provider,
        Adapters.job_cache,
        Adapters.events,
        LimitUseCases.admission,
    )
    delete_job = providers.Factory(
        DeleteJob,
        Adapters.unit_of_work.provider,
        Adapters.blobs,
        Adapters.queue,
        Adapters.job_cache,
        Adapters.events,
    )
    live_captions = providers.Factory(LiveCaptions, Adapters.unit_of_work.provider)
    export_transcript = providers.Factory(ExportTranscript, Adapters.unit_of_work.provider)
    print_transcript = providers.Factory(
        PrintTranscript, Adapters.printers, LimitUseCases.printing_places
    )
    search_recordings = providers.Factory(
        SearchRecordings, Adapters.unit_of_work.provider, Adapters.clock
    )
    correct_segment = providers.Factory(
        CorrectSegment, Adapters.unit_of_work.provider, Adapters.job_cache, Adapters.clock
    )
    replace_text = providers.Factory(
        ReplaceText, Adapters.unit_of_work.provider, Adapters.job_cache, Adapters.clock
    )
    set_corrections = providers.Factory(
        SetCorrections, Adapters.unit_of_work.provider, Adapters.job_cache, Adapters.clock
    )
    withdraw_correction = providers.Factory(
        WithdrawCorrection, Adapters.unit_of_work.provider, Adapters.job_cache
    )
    speaker_editing = providers.Factory(
        SpeakerEditing, Adapters.unit_of_work.provider, Adapters.job_cache, Adapters.events
    )
    speakers = providers.Factory(
        SpeakerServices,
        show=providers.Factory(ShowSpeakers, Adapters.unit_of_work.provider),
        name=providers.Factory(NameSpeaker, speaker_editing),
        merge=providers.Factory(MergeSpeakers, speaker_editing),
        move=providers.Factory(MoveSegment, speaker_editing),
        withdraw_all=providers.Factory(WithdrawSpeakerEdits, speaker_editing),
    )
    draw_waveform = providers.Singleton(
        DrawWaveform,
        Adapters.unit_of_work.provider,
        Adapters.blobs,
        Adapters.waveforms,
        Adapters.clock,
        LimitUseCases.waveform_places,
    )
    subtitle_video = providers.Factory(
        SubtitleVideo,
        Adapters.blobs,
        providers.Singleton(AvSubtitleEmbedder),
        LimitUseCases.embedding_places,
        providers.Callable(scratch_files, Adapters.settings.provided.data_dir),
        providers.Callable(free_bytes_of, Adapters.settings.provided.data_dir),
        Adapters.clock,
    )
    read_audio = providers.Factory(ReadAudio, Adapters.unit_of_work.provider, Adapters.blobs)
    manage_models = providers.Factory(
        ManageModels,
        Adapters.model_store,
        Adapters.models,
        Adapters.model_choices,
        Adapters.model_downloads,
    )
    transcribe_now = providers.Factory(
        TranscribeNow,
        Adapters.blobs,
        LimitUseCases.fair_probe,
        Adapters.models,
        Adapters.transcriber,
        LimitUseCases.direct_places,
        providers.Factory(
            HoldRecording,
            Adapters.blobs,
            Adapters.clock,
            Adapters.settings.provided.orphan_grace_seconds,
        ),
        isolation,
        other_names=Adapters.settings.provided.openai_names,
        limits=LimitUseCases.option_limits,
    )
    learn_voices = providers.Factory(
        LearnVoices, receive_upload, LimitUseCases.fair_probe, Adapters.diarizer
    )
    tell_speakers = providers.Factory(TellSpeakers, Adapters.diarizer)
    watch_job = providers.Factory(
        WatchJob,
        Adapters.unit_of_work.provider,
        Adapters.event_bus,
        Adapters.clock,
        LimitUseCases.open_streams,
    )
    watch_jobs = providers.Factory(
        WatchJobs,
        Adapters.unit_of_work.provider,
        Adapters.event_bus,
        Adapters.clock,
        LimitUseCases.open_streams,
    )
