/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A descriptor opened for decoding, if it is audio of a kind that we trust. */
#include "audio/source.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "audio/decode.h"
#include "audio/mpeg.h"
#include "audio/ogg.h"
#include "audio/wavogg.h"

/*
 * The allow-list. What musicians have, plus the old sampler formats whose decoders
 * are a few lines of plain arithmetic. Left out are those with holes on record
 * (NMS ADPCM, VOX, G.72x) and those that nobody samples from (MAT, HTK, SDS ...):
 * the list narrows what hostile bytes can reach, the sandbox is the wall.
 */
enum {
    PLAIN = 1,
    PACKED = 2,
    GSM = 4,
    DELTA = 8,
    FLAC = 16,
    OGG = 32,
    MPEG = 64,
    ALAC = 128
};

static const struct {
    const char *name;
    int id;
    unsigned encodings;
} containers[] = {
    {"WAV", SF_FORMAT_WAV, PLAIN | PACKED | GSM},
    {"WAV", SF_FORMAT_WAVEX, PLAIN | PACKED},
    {"RF64", SF_FORMAT_RF64, PLAIN | PACKED},
    {"W64", SF_FORMAT_W64, PLAIN | PACKED | GSM},
    {"AIFF", SF_FORMAT_AIFF, PLAIN | PACKED},
    {"CAF", SF_FORMAT_CAF, PLAIN | ALAC},
    {"AU", SF_FORMAT_AU, PLAIN},
    {"FLAC", SF_FORMAT_FLAC, PLAIN},
    {"OGG", SF_FORMAT_OGG, OGG},
    {"MPEG", SF_FORMAT_MPEG, MPEG},
    {"PAF", SF_FORMAT_PAF, PLAIN},
    {"8SVX", SF_FORMAT_SVX, PLAIN},
    {"NIST", SF_FORMAT_NIST, PLAIN},
    {"VOC", SF_FORMAT_VOC, PLAIN},
    {"XI", SF_FORMAT_XI, DELTA},
};

static const struct {
    const char *name;
    int id;
    unsigned group;
} encodings[] = {
    {"PCM 8", SF_FORMAT_PCM_S8, PLAIN},       {"PCM 8", SF_FORMAT_PCM_U8, PLAIN},
    {"PCM 16", SF_FORMAT_PCM_16, PLAIN},      {"PCM 24", SF_FORMAT_PCM_24, PLAIN},
    {"PCM 32", SF_FORMAT_PCM_32, PLAIN},      {"FLOAT 32", SF_FORMAT_FLOAT, PLAIN},
    {"FLOAT 64", SF_FORMAT_DOUBLE, PLAIN},    {"U-LAW", SF_FORMAT_ULAW, PLAIN},
    {"A-LAW", SF_FORMAT_ALAW, PLAIN},         {"IMA ADPCM", SF_FORMAT_IMA_ADPCM, PACKED},
    {"MS ADPCM", SF_FORMAT_MS_ADPCM, PACKED}, {"GSM 6.10", SF_FORMAT_GSM610, GSM},
    {"DPCM 8", SF_FORMAT_DPCM_8, DELTA},      {"DPCM 16", SF_FORMAT_DPCM_16, DELTA},
    {"VORBIS", SF_FORMAT_VORBIS, OGG},        {"OPUS", SF_FORMAT_OPUS, OGG},
    {"ALAC 16", SF_FORMAT_ALAC_16, ALAC},     {"ALAC 20", SF_FORMAT_ALAC_20, ALAC},
    {"ALAC 24", SF_FORMAT_ALAC_24, ALAC},     {"ALAC 32", SF_FORMAT_ALAC_32, ALAC},
    {"MP1", SF_FORMAT_MPEG_LAYER_I, MPEG},    {"MP2", SF_FORMAT_MPEG_LAYER_II, MPEG},
    {"MP3", SF_FORMAT_MPEG_LAYER_III, MPEG},
};

/* First bytes of audio that libsndfile does not know, so that we can say what it is. */
static const struct {
    size_t at, len;
    const char *bytes, *name;
} strangers[] = {
    {4, 4, "ftyp", "MP4 (AAC or ALAC)"},
    {0, 4, "\x30\x26\xb2\x75", "WMA"},
    {0, 2, "\x0b\x77", "AC-3"},
    {0, 4, "\x1a\x45\xdf\xa3", "Matroska or WebM"},
    {0, 2, "\xff\xf1", "AAC"},
    {0, 2, "\xff\xf9", "AAC"},
    {0, 4, "wvpk", "WavPack"},
    {0, 4, "MAC ", "Monkey's Audio"},
    {0, 4, "MPCK", "Musepack"},
    {0, 3, "MP+", "Musepack"},
    {0, 4, "TTA1", "True Audio"},
    {0, 4, "DSD ", "DSD"},
    {0, 4, "FRM8", "DSD"},
    {0, 5, "#!AMR", "AMR"},
    {0, 4, ".RMF", "RealAudio"},
    {0, 4, "MThd", "MIDI"},
    {0, 4, "OggS", "Ogg without Vorbis, Opus or FLAC"},
};

enum { HEAD = 16, COUNT_OF_CONTAINERS = sizeof containers / sizeof containers[0] };

static const char *container_name(int format)
{
    for (size_t i = 0; i < COUNT_OF_CONTAINERS; i++)
        if (containers[i].id == (format & SF_FORMAT_TYPEMASK))
            return containers[i].name;
    return "";
}

static size_t encoding_of(int format)
{
    const size_t n = sizeof encodings / sizeof encodings[0];

    for (size_t i = 0; i < n; i++)
        if (encodings[i].id == (format & SF_FORMAT_SUBMASK))
            return i;
    return n;
}

static bool allowed(int format)
{
    const size_t e = encoding_of(format);

    if (e == sizeof encodings / sizeof encodings[0])
        return false;
    for (size_t i = 0; i < COUNT_OF_CONTAINERS; i++)
        if (containers[i].id == (format & SF_FORMAT_TYPEMASK))
            return (containers[i].encodings & encodings[e].group) != 0;
    return false;
}

/* libsndfile's words for a format or encoding. */
static const char *their_name(int format)
{
    SF_FORMAT_INFO info = {.format = format};

    return sf_command(NULL, SFC_GET_FORMAT_INFO, &info, sizeof info) == 0 && info.name
               ? info.name
               : "this encoding";
}

static int refuse(int format, struct err *e)
{
    const int type = format & SF_FORMAT_TYPEMASK, coding = format & SF_FORMAT_SUBMASK;

    if (*container_name(format))
        return err_set(e, ERR_UNSUPPORTED, "%s in %s is not a supported encoding",
                       their_name(coding), container_name(format));
    return err_set(e, ERR_UNSUPPORTED, "%s is not a supported format", their_name(type));
}

static int check(const SF_INFO *info, struct err *e)
{
    if (!allowed(info->format))
        return refuse(info->format, e);
    if (info->channels < 1 || info->channels > AUDIO_MAX_CHANNELS)
        return err_set(e, ERR_LIMIT, "%d channels; at most %d are read", info->channels,
                       AUDIO_MAX_CHANNELS);
    if (info->samplerate < AUDIO_MIN_RATE || info->samplerate > AUDIO_MAX_RATE)
        return err_set(e, ERR_LIMIT, "sample rate of %d Hz is outside %d to %d Hz",
                       info->samplerate, AUDIO_MIN_RATE, AUDIO_MAX_RATE);
    return 0;
}

/* Nothing that libsndfile knows: say what it is, if we know. */
static int unknown(const uint8_t *head, size_t n, struct err *e)
{
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
        if (strangers[i].at + strangers[i].len <= n &&
            memcmp(head + strangers[i].at, strangers[i].bytes, strangers[i].len) == 0)
            return err_set(e, ERR_UNSUPPORTED, "%s is not a supported format",
                           strangers[i].name);
    return err_set(e, ERR_FORMAT,
                   n ? "not an audio file" : "empty: the file has no bytes");
}

/* libsndfile's own sentence, as the end of one of ours. */
static int damaged(const char *said, struct err *e)
{
    char text[200];
    size_t n;

    /* Of a file that we have open, these say nothing true. */
    if (strstr(said, "does not exist") || strstr(said, "nspecified internal error"))
        return err_set(e, ERR_FORMAT, "damaged header");
    snprintf(text, sizeof text, "%s", said);
    n = strlen(text);
    while (n > 0 && (text[n - 1] == '.' || isspace((unsigned char)text[n - 1])))
        text[--n] = '\0';
    if (isupper((unsigned char)text[0]) && islower((unsigned char)text[1]))
        text[0] = (char)tolower((unsigned char)text[0]);
    return err_set(e, ERR_FORMAT, "damaged header: %s", text);
}

static int explain(int fd, struct err *e)
{
    const char *said = sf_strerror(NULL);
    uint8_t head[HEAD];

    switch (sf_error(NULL)) {
    case SF_ERR_UNRECOGNISED_FORMAT:
        return unknown(head, view_peek(fd, 0, head, sizeof head), e);
    case SF_ERR_UNSUPPORTED_ENCODING:
        return err_set(e, ERR_UNSUPPORTED, "an encoding that is not supported");
    default:
        if (strstr(said, "Too many channels") || strstr(said, "Channel count is zero"))
            return err_set(e, ERR_LIMIT, "number of channels is outside 1 to %d",
                           AUDIO_MAX_CHANNELS);
        if (strstr(said, "SF_INFO struct incomplete"))
            return err_set(e, ERR_LIMIT, "sample rate is outside %d to %d Hz",
                           AUDIO_MIN_RATE, AUDIO_MAX_RATE);
        return damaged(said, e);
    }
}

/* The file as libsndfile shall see it. */
static struct view *view_for(int fd, int64_t size)
{
    uint8_t head[HEAD] = {0};
    struct view *v = NULL;

    view_peek(fd, 0, head, sizeof head);
    if (memcmp(head, "OggS", 4) == 0)
        v = ogg_view(fd, size);
    else if (memcmp(head, "ID3", 3) == 0 || (head[0] == 0xff && head[1] >= 0xe0))
        v = mpeg_view(fd, size);
    else if (memcmp(head, "RIFF", 4) == 0)
        v = wavogg_view(fd, size);
    if (!v) {
        v = view_new(fd);
        view_add(v, 0, size);
    }
    return v;
}

/*
 * Never sf_open_fd(): it closes the descriptor when it fails, whatever close_desc
 * says (libsndfile issue 949), and looks for resource forks by name.
 */
static void attempt(struct source *s)
{
    SF_VIRTUAL_IO io = view_io; /* is copied by libsndfile */

    s->info = (SF_INFO){0};
    s->file = sf_open_virtual(&io, SFM_READ, &s->info, s->view);
}

/* Leading garbage hides MPEG frames from libsndfile: try once more behind it. */
static void attempt_behind_garbage(struct source *s, int fd, int64_t size)
{
    struct view *v = mpeg_view(fd, size);

    if (!v)
        return;
    view_free(s->view);
    s->view = v;
    attempt(s);
}

int source_open(struct source *s, int fd, struct err *e)
{
    struct stat st;
    int rc;

    *s = (struct source){0};
    if (fstat(fd, &st) != 0)
        return err_sys(e, "cannot look at the file");
    s->view = view_for(fd, st.st_size);
    attempt(s);
    if (!s->file && sf_error(NULL) == SF_ERR_UNRECOGNISED_FORMAT)
        attempt_behind_garbage(s, fd, st.st_size);
    rc = s->file ? check(&s->info, e) : explain(fd, e);
    if (rc != 0)
        source_close(s);
    return rc;
}

void source_close(struct source *s)
{
    if (s->file)
        sf_close(s->file);
    view_free(s->view);
    *s = (struct source){0};
}

void source_format(const struct source *s, char out[SOURCE_FORMAT])
{
    const int format = s->info.format;
    const char *coding = encodings[encoding_of(format)].name;

    if ((format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG)
        snprintf(out, SOURCE_FORMAT, "%s", coding);
    else
        snprintf(out, SOURCE_FORMAT, "%s %s", container_name(format), coding);
}
