"""Finds the source of a job's recording."""

from aiohttp import web

from application.uploads.recording_source import Source, StoredRecording
from domain.upload import UploadId
from domain.user import User
from entrypoints.http.services.http_services import services_of
from entrypoints.http.uploads.upload import Upload


def source_of(request: web.Request, upload: Upload, caller: User) -> Source:
    """Return the recording's source: the form's file, a finished upload, or a URL in the form."""
    services = services_of(request)
    if upload.recording is not None:
        return StoredRecording(upload.recording, services.receive_upload.blobs)
    if upload.form.upload is not None:
        return services.uploads.take(UploadId(upload.form.upload), caller=caller)
    if upload.form.url is None:
        raise AssertionError
    return services.submission.fetch_recording(upload.form.url, caller=caller)
