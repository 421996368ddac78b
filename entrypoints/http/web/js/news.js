/** What is new for people who use the page; `make docs` writes it from CHANGELOG.md. */

export const NEWS = [
  {
    "version": "0.1.0",
    "items": [
      "Drop a file, give a link, or record with the microphone or a tab: the text appears while it is made, and you read it beside the sound.",
      "Search finds what was said in all of your recordings, and leads to that moment.",
      "The page tells speakers apart, and you name them.",
      "You correct a text, find and replace in it, rename and tag recordings, and work on several at once.",
      "Under Share you make a link with which others read a transcript without an account, until it ends or you withdraw it.",
      "Transcripts come as text, subtitles, Word, PDF and more, and a video can have its subtitles put in.",
      "The help, behind the key ? and its button, has the keys, the first steps, and what is new."
    ]
  }
];
