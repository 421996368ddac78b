"""The formats of a transcript, in which it can be downloaded or written."""

from enum import StrEnum


class DocumentFormat(StrEnum):
    """Each name is also the ending of its files."""

    JSON = "json"
    TXT = "txt"
    SRT = "srt"
    VTT = "vtt"
    TSV = "tsv"
    MD = "md"
    DOCX = "docx"
    PDF = "pdf"
    RTTM = "rttm"
