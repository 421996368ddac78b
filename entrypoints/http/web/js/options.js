/** The options that the page offers; written by `make docs`. */

export const OPTIONS = [
  {
    "name": "language",
    "kind": "language",
    "label": "Language",
    "empty": "Detect",
    "remembered": true
  },
  {
    "name": "languages",
    "kind": "languages",
    "label": "Detect among",
    "hint": "Codes or names with commas, as en, de.",
    "empty": "all",
    "remembered": true
  },
  {
    "name": "multilingual",
    "kind": "choice",
    "label": "Mixed speech",
    "hint": "Whether the language may change on the way.",
    "choices": {
      "auto": "Follow a clear change",
      "true": "Ask again all the time",
      "false": "Keep to one"
    },
    "remembered": true
  },
  {
    "name": "channels",
    "kind": "choice",
    "label": "Channels",
    "choices": {
      "mix": "Mixed",
      "first": "The first (left)",
      "second": "The second (right)",
      "separate": "Each for itself"
    },
    "remembered": true
  },
  {
    "name": "track",
    "kind": "whole",
    "label": "Sound track",
    "hint": "Its number in the file; without one it is chosen.",
    "empty": "chosen",
    "remembered": false,
    "least": 1,
    "most": 99
  },
  {
    "name": "task",
    "kind": "choice",
    "label": "What to write",
    "choices": {
      "transcribe": "What is said",
      "translate": "An English translation"
    },
    "remembered": true
  },
  {
    "name": "priority",
    "kind": "choice",
    "label": "Priority",
    "choices": {
      "normal": "Normal",
      "high": "High",
      "low": "Low"
    },
    "remembered": true
  },
  {
    "name": "prompt",
    "kind": "text",
    "label": "Context",
    "hint": "Names and words that may be said, or the sentence before.",
    "remembered": false
  },
  {
    "name": "hotwords",
    "kind": "text",
    "label": "Important words",
    "hint": "Rare words to listen for.",
    "remembered": false
  },
  {
    "name": "word_timestamps",
    "kind": "flag",
    "label": "Times of single words",
    "hint": "Click a word to hear it.",
    "checked": true,
    "remembered": true
  },
  {
    "name": "vad_filter",
    "kind": "flag",
    "label": "Skip what is no speech",
    "checked": true,
    "remembered": true
  }
];

export const LAYOUT = [
  {
    "name": "max_line_width",
    "kind": "whole",
    "label": "Longest line",
    "hint": "In characters, as 42.",
    "empty": "no limit",
    "remembered": true,
    "least": 8,
    "most": 1000
  },
  {
    "name": "times",
    "kind": "flag",
    "label": "Times in documents",
    "hint": "In Markdown, Word and PDF.",
    "checked": true,
    "remembered": true
  }
];
