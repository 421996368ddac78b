"""The ten digits in the four languages, and other words that are not digits."""

from typing import Final

DIGIT_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "de": ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
}
LANGUAGES: Final = tuple(DIGIT_WORDS)

OTHER_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "hello", "please", "number", "yes", "maybe", "table", "garden", "window", "coffee",
        "and", "the", "okay", "morning", "people", "music", "water", "under", "because", "over",
        "yellow", "picture", "house", "river", "about", "thank you", "letter", "machine", "um",
    ),
    "de": (
        "hallo", "bitte", "Nummer", "ja", "vielleicht", "Tisch", "Garten", "Fenster", "Kaffee",
        "und", "das", "gut", "Morgen", "Leute", "Musik", "Wasser", "unter", "warum", "jetzt",
        "gelb", "Bilder", "Haus", "Fluss", "danke", "Brief", "Maschine", "Schule", "ähm",
    ),
    "fr": (
        "bonjour", "merci", "maison", "oui", "peut-être", "table", "jardin", "fenêtre", "café",
        "et", "le", "bien", "matin", "monde", "musique", "eau", "sous", "pourquoi", "jamais",
        "jaune", "image", "rivière", "lettre", "machine", "école", "voiture", "soleil", "euh",
    ),
    "es": (
        "hola", "por favor", "casa", "sí", "quizás", "mesa", "jardín", "ventana", "café",
        "y", "la", "bueno", "mañana", "gente", "música", "agua", "debajo", "porque", "ahora",
        "amarillo", "imagen", "río", "gracias", "carta", "máquina", "escuela", "coche", "eh",
    ),
}  # fmt: skip
"""Words that must not be taken for digits; they serve as babble, as fillers and as prompts."""


def spoken(language: str, digits: tuple[int, ...]) -> str:
    """Spell digits in a language, separated by spaces."""
    return " ".join(DIGIT_WORDS[language][digit] for digit in digits)
