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
    "name": "diarize",
    "kind": "flag",
    "label": "Tell speakers apart",
    "hint": "Who said what, as A, B, C.",
    "remembered": true
  },
  {
    "name": "num_speakers",
    "kind": "whole",
    "label": "Number of speakers",
    "hint": "If you know it.",
    "empty": "found",
    "remembered": false,
    "least": 1,
    "most": 50
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
  },
  {
    "name": "best_of",
    "kind": "whole",
    "label": "Candidates",
    "empty": "5",
    "remembered": true,
    "expert": true,
    "least": 1,
    "most": 20
  },
  {
    "name": "patience",
    "kind": "number",
    "label": "Patience",
    "empty": "1.0",
    "remembered": true,
    "expert": true,
    "least": 1,
    "most": 5
  },
  {
    "name": "length_penalty",
    "kind": "number",
    "label": "Length penalty",
    "empty": "1.0",
    "remembered": true,
    "expert": true,
    "least": 0,
    "most": 2
  },
  {
    "name": "repetition_penalty",
    "kind": "number",
    "label": "Repetition penalty",
    "empty": "1.0",
    "remembered": true,
    "expert": true,
    "least": 0.5,
    "most": 5
  },
  {
    "name": "no_repeat_ngram_size",
    "kind": "whole",
    "label": "No repetition of",
    "empty": "0",
    "remembered": true,
    "expert": true,
    "least": 0,
    "most": 50
  },
  {
    "name": "suppress_tokens",
    "kind": "text",
    "label": "Tokens never written",
    "empty": "-1",
    "remembered": true,
    "expert": true
  },
  {
    "name": "suppress_blank",
    "kind": "flag",
    "label": "Never begin with a blank",
    "checked": true,
    "remembered": true,
    "expert": true
  },
  {
    "name": "temperature_increment_on_fallback",
    "kind": "number",
    "label": "Temperature step",
    "empty": "0.2; 0 if temperature is set",
    "remembered": true,
    "expert": true,
    "least": 0,
    "most": 1
  },
  {
    "name": "compression_ratio_threshold",
    "kind": "number",
    "label": "Repetition above",
    "empty": "2.4",
    "remembered": true,
    "expert": true,
    "least": 1,
    "most": 100.0
  },
  {
    "name": "logprob_threshold",
    "kind": "number",
    "label": "Unreliable below",
    "empty": "-1.0",
    "remembered": true,
    "expert": true,
    "least": -100.0,
    "most": 0
  },
  {
    "name": "no_speech_threshold",
    "kind": "number",
    "label": "Silence above",
    "empty": "0.6",
    "remembered": true,
    "expert": true,
    "least": 0,
    "most": 1.0
  },
  {
    "name": "prompt_reset_on_temperature",
    "kind": "number",
    "label": "Forget text above",
    "empty": "0.5",
    "remembered": true,
    "expert": true,
    "least": 0,
    "most": 1
  },
  {
    "name": "clip_start",
    "kind": "number",
    "label": "From",
    "hint": "In seconds.",
    "empty": "the start",
    "remembered": false,
    "least": 0,
    "most": 360000
  },
  {
    "name": "clip_end",
    "kind": "number",
    "label": "To",
    "hint": "In seconds.",
    "empty": "the end",
    "remembered": false,
    "least": 0,
    "most": 360000
  }
];

export const LAYOUT = [
  {
    "name": "max_line_width",
    "kind": "whole",
    "label": "Longest line",
    "hint": "In characters.",
    "empty": "42",
    "remembered": true,
    "least": 8,
    "most": 1000
  },
  {
    "name": "max_line_count",
    "kind": "whole",
    "label": "Lines",
    "hint": "Of one subtitle.",
    "empty": "2",
    "remembered": true,
    "least": 1,
    "most": 10
  },
  {
    "name": "times",
    "kind": "flag",
    "label": "Times in documents",
    "hint": "In Markdown, Word and PDF.",
    "checked": true,
    "remembered": true
  },
  {
    "name": "speakers",
    "kind": "flag",
    "label": "Names of speakers",
    "checked": true,
    "remembered": true
  }
];
