"""Where the recording of a request is."""

from aiohttp import web

from application.source import Source, StoredRecording
from entrypoints.http.services import services_of
from entrypoints.http.upload import Upload


def source_of(request: web.Request, upload: Upload) -> Source:
    """Find the recording: it came with the form, or lies where the form says."""
    services = services_of(request)
    if upload.recording is not None:
        return StoredRecording(upload.recording, services.receive_upload.blobs)
    if upload.form.url is None:
        raise AssertionError
    return services.submission.fetch_recording(upload.form.url)
