"""The decoders that may read files of strangers.

FFmpeg has some 200 for sound, most of them for games and old machines, and many more for pictures.
A crafted file can reach each of them. These are the ones that recorders, telephones, cameras,
browsers, broadcasts and music collections write; pictures are never decoded.
"""

from typing import Final

_COMPRESSED: Final = (
    "aac aac_latm mp3 mp3float mp2 mp2float mp1 mp1float ac3 eac3 dca truehd mlp s302m "
    "opus libopus vorbis speex libspeex wmav1 wmav2 wmapro wmalossless wmavoice nellymoser"
)
_LOSSLESS: Final = "flac alac als ape wavpack tta tak mpc7 mpc8"
_SPEECH: Final = (
    "amrnb amrwb libopencore_amrnb libopencore_amrwb gsm gsm_ms libgsm libgsm_ms ilbc libilbc "
    "g722 g723_1 g726 g726le g729 qcelp evrc truespeech"
)
_ADPCM: Final = (
    "adpcm_ima_wav adpcm_ima_qt adpcm_ms adpcm_swf adpcm_yamaha "
    "adpcm_sbpro_2 adpcm_sbpro_3 adpcm_sbpro_4"
)
_RAW: Final = (
    "pcm_alaw pcm_mulaw pcm_bluray pcm_dvd pcm_s8 pcm_s8_planar pcm_u8 "
    "pcm_s16le pcm_s16be pcm_s16le_planar pcm_s16be_planar pcm_u16le pcm_u16be "
    "pcm_s24le pcm_s24be pcm_s24le_planar pcm_u24le pcm_u24be "
    "pcm_s32le pcm_s32be pcm_s32le_planar pcm_u32le pcm_u32be pcm_s64le pcm_s64be "
    "pcm_f16le pcm_f24le pcm_f32le pcm_f32be pcm_f64le pcm_f64be"
)
DECODERS: Final = frozenset(f"{_COMPRESSED} {_LOSSLESS} {_SPEECH} {_ADPCM} {_RAW}".split())
# In the format of FFmpeg's option `codec_whitelist`, which applies while a file is opened.
DECODER_LIST: Final = ",".join(sorted(DECODERS))
