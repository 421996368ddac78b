"""Wires the use cases of resumable uploads."""

from dependency_injector import providers

from application.uploads.append_to_upload import AppendToUpload
from application.uploads.create_upload import CreateUpload, UploadPolicy
from application.uploads.drop_upload import DropUpload
from application.uploads.expire_uploads import ExpireUploads
from application.uploads.show_upload import ShowUpload
from application.uploads.take_upload import TakeUpload
from config.adapters import Adapters
from config.use_cases.jobs import JobUseCases


class UploadUseCases(JobUseCases):
    """The use cases of resumable uploads."""

    upload_policy = providers.Factory(
        UploadPolicy,
        Adapters.settings.provided.max_upload_bytes,
        Adapters.settings.provided.max_open_uploads,
        Adapters.settings.provided.upload_keep_seconds,
    )
    create_upload = providers.Factory(
        CreateUpload,
        Adapters.unit_of_work.provider,
        Adapters.clock,
        Adapters.ids,
        upload_policy,
        JobUseCases.storage_quota,
    )
    show_upload = providers.Factory(ShowUpload, Adapters.unit_of_work.provider, Adapters.clock)
    append_to_upload = providers.Factory(
        AppendToUpload,
        Adapters.unit_of_work.provider,
        Adapters.blobs,
        Adapters.clock,
        Adapters.ids,
        upload_policy,
    )
    drop_upload = providers.Factory(
        DropUpload, Adapters.unit_of_work.provider, Adapters.blobs, Adapters.clock
    )
    take_upload = providers.Factory(
        TakeUpload,
        Adapters.unit_of_work.provider,
        Adapters.blobs,
        JobUseCases.receive_upload,
        Adapters.clock,
    )
    expire_uploads = providers.Factory(
        ExpireUploads, Adapters.unit_of_work.provider, drop_upload, Adapters.clock
    )
