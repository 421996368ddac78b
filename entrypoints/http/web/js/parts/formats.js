/** The formats of a transcript, and what each is called. */
export const FORMATS = [
  ["txt", "Text"],
  ["srt", "SubRip subtitles"],
  ["vtt", "WebVTT subtitles"],
  ["tsv", "Table"],
  ["json", "JSON, with all details"],
  ["docx", "Word document"],
  ["pdf", "PDF, to print"],
  ["md", "Markdown"],
];

/** Those of a transcript that tells speakers apart. */
export const WITH_SPEAKERS = [...FORMATS, ["rttm", "Who speaks when"]];
