/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util/fold, words, lexicon, naming and learn/namelist: what names say, and what not. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "learn/namelist.h"
#include "util/naming.h"

static struct lexicon *lexicon;

static void open_table(void)
{
    struct err err = {0};

    lexicon = namelist_open(&err);
    cr_assert(lexicon, "%s", err.text);
}

static void close_table(void) { lexicon_free(lexicon); }

TestSuite(naming, .init = open_table, .fini = close_table);

static struct naming ask(const char *dir, const char *name)
{
    const struct naming_file file = {dir, name};
    struct naming out;

    naming_of(&out, lexicon, &file, 1);
    return out;
}

/* What a name must be taken for. */
struct named {
    const char *dir, *name, *category, *form;
};

static void check(const struct named *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct named *x = &list[i];
        const struct naming got = ask(x->dir, x->name);

        cr_expect(strcmp(got.category.what, x->category) == 0,
                  "%s/%s says '%s' ('%s'), not '%s'", x->dir, x->name, got.category.what,
                  got.category.words, x->category);
        cr_expect(strcmp(got.form.what, x->form) == 0,
                  "%s/%s has the form '%s', not '%s'", x->dir, x->name, got.form.what,
                  x->form);
    }
}
#define CHECK(list) check(list, sizeof(list) / sizeof *(list))

Test(naming, words_are_found_between_separators_capitals_and_digits)
{
    static const struct named list[] = {
        {"", "kick.wav", "drums.kick", ""},
        {"", "KICK.WAV", "drums.kick", ""},
        {"", "KickDrum01.wav", "drums.kick", ""},
        {"", "kick2.wav", "drums.kick", ""},
        {"", "snare3.aif", "drums.snare", ""},
        {"", "01snare.aif", "drums.snare", ""},
        {"", "HHopen2.wav", "drums.hat.open", ""},
        {"", "HHOpen2.wav", "drums.hat.open", ""},
        {"", "hh_open.wav", "drums.hat.open", ""},
        {"", "Open Hat 3.wav", "drums.hat.open", ""},
        {"", "OpenHat.wav", "drums.hat.open", ""},
        {"", "hi-hat (closed) [03].wav", "drums.hat.closed", ""},
        {"", "HiHat.Closed.07.flac", "drums.hat.closed", ""},
        {"", "CHH_01.wav", "drums.hat.closed", ""},
        {"", "808_BD_long.wav", "drums.kick", ""},
        {"", "BD0000.WAV", "drums.kick", ""},
        {"", "SD-75.wav", "drums.snare", ""},
        {"", "my(clap)take.wav", "drums.clap", ""},
        {"", "TR909Clap.wav", "drums.clap", ""},
        {"", "Kicks.wav", "drums.kick", ""},
        {"", "Crashes 1.wav", "drums.cymbal.crash", ""},
        {"", "VoxChop_Am.wav", "vocal.voice", ""},
        {"", "FXRiser.wav", "fx.sweep", ""},
        {"", "Bass.wav", "bass", ""},
        {"", "brass.wav", "tonal.brass", ""},
        {"", "tambourine roll.ogg", "drums.perc.shaken", ""},
    };

    CHECK(list);
}

Test(naming, words_inside_other_words_say_nothing)
{
    static const struct named list[] = {
        {"", "abdomen.wav", "", ""},
        {"", "substance.wav", "", ""},
        {"", "sdcard.wav", "", ""},
        {"", "padlock.wav", "", ""},
        {"", "bassoon.wav", "tonal.woodwind", ""},
        {"", "atomic.wav", "", ""},
        {"", "custom 3.wav", "", ""},
        {"", "pride.wav", "", ""},
        {"", "thatch.wav", "", ""},
        {"", "chatter.wav", "", ""},
        {"", "chat.wav", "", ""},
        {"", "locates.wav", "", ""},
        {"", "overrides.wav", "", ""},
        {"", "prevents.wav", "", ""},
        {"", "storage.wav", "", ""},
        {"", "discord.wav", "", ""},
        {"", "callers.wav", "", ""},
        {"", "bordering.wav", "", ""},
        {"", "oboe_B3_02.wav", "tonal.woodwind", ""},
        {"RolandMC303", "x.wav", "", ""},
        {"", "voxel.wav", "", ""},
        {"", "claptrap.wav", "", ""},
        {"", "b_d.wav", "", ""},
        {"", "b d.wav", "", ""},
        {"", "leader.wav", "", ""},
        {"", "kickstarter.wav", "", ""},
        {"", "drum n bass.wav", "", ""},
        {"", "Drum & Bass 174.wav", "", ""},
        {"", "no drums.wav", "", ""},
        {"", "drum pad.wav", "", ""},
        {"", "sample_0012.wav", "", ""},
        {"", "Audio 7-1.wav", "", ""},
        {"", "x.wav", "", ""},
        {"", ".wav", "", ""},
        {"", "", "", ""},
        {"", "____.wav", "", ""},
        {"", "1234567.wav", "", ""},
    };

    CHECK(list);
}

Test(naming, a_phrase_goes_before_its_words)
{
    static const struct named list[] = {
        {"", "bass drum.wav", "drums.kick", ""},
        {"", "sub bass drum.wav", "drums.kick", ""},
        {"", "BassGuitar.wav", "bass", ""},
        {"", "french horn.wav", "tonal.brass", ""},
        {"", "english horn.wav", "tonal.woodwind", ""},
        {"", "steel drum C4.wav", "tonal.mallet", ""},
        {"", "log_drum.wav", "drums.perc.wood", ""},
        {"", "vox pad.wav", "tonal.synth.pad", ""},
        {"", "string pad.wav", "tonal.synth.pad", ""},
        {"", "reverse crash.wav", "fx.sweep", ""},
        {"", "white noise riser.wav", "fx.sweep", ""},
        {"", "ride bell.wav", "drums.cymbal.ride", ""},
        {"", "rim shot.wav", "drums.rim", "oneshot"},
        {"", "music box.wav", "tonal.mallet", ""},
        {"", "sleigh bells.wav", "drums.perc.shaken", ""},
        {"", "room tone.wav", "field.ambience", ""},
        {"", "contrabassoon.wav", "tonal.woodwind", ""},
        {"", "drum loop 120.wav", "drums.kit", "loop"},
    };

    CHECK(list);
}

Test(naming, several_words_say_what_they_have_in_common)
{
    static const struct named list[] = {
        {"", "kick_snare_loop.wav", "drums", "loop"},
        {"", "perc_conga_02.wav", "drums.perc.hand", ""},
        {"", "conga perc.wav", "drums.perc.hand", ""},
        {"", "crash ride.wav", "drums.cymbal", ""},
        {"", "snare perc conga.wav", "drums", ""},
        {"", "kick vocal.wav", "", ""},
        {"", "violin piano.wav", "tonal", ""},
        {"", "noise snare.wav", "drums.snare", ""},
        {"", "metal kick.wav", "drums.kick", ""},
        {"", "snare punch rain.wav", "drums.snare", ""},
        {"", "guitar lead.wav", "tonal.plucked", ""},
        {"", "kick kick kick.wav", "drums.kick", ""},
        {"", "loop one shot.wav", "", ""},
    };

    CHECK(list);
}

Test(naming, words_written_as_one_are_told_apart_if_nothing_is_left_over)
{
    static const struct named list[] = {
        {"", "closedhh-dna.wav", "drums.hat.closed", ""},
        {"", "pianostrings.wav", "tonal", ""},
        {"", "synthtom1.wav", "drums.tom", ""},
        {"", "popkick.wav", "drums.kick", ""},
        {"", "popkickx.wav", "", ""},
        {"", "jakeguitar7.wav", "tonal.plucked", ""},
        {"", "tyrellbongos.wav", "drums.perc.hand", ""},
        {"", "nushoozbassdrum.wav", "drums.kick", ""},
        {"", "breakfast.wav", "", ""},
        {"", "morgan.wav", "", ""},
        {"", "enclave.wav", "", ""},
        {"", "hardsnare.wav", "drums.snare", ""},
    };

    CHECK(list);
}

Test(naming, other_languages_and_spellings_are_known)
{
    static const struct named list[] = {
        {"",
         "Gro\xc3\x9f"
         "e Trommel.wav",
         "drums.kick", ""},
        {"", "kleine trommel 2.wav", "drums.snare", ""},
        {"", "caisse claire.wav", "drums.snare", ""},
        {"", "grosse-caisse.wav", "drums.kick", ""},
        {"", "bombo 1.wav", "drums.kick", ""},
        {"", "caja 4.wav", "drums.snare", ""},
        {"", "Platillo.wav", "drums.cymbal", ""},
        {"", "Stimme.wav", "vocal.voice", ""},
        {"", "voix femme.wav", "vocal.voice", ""},
        {"", "guitarra.wav", "tonal.plucked", ""},
        {"", "chitarra elettrica.wav", "tonal.plucked", ""},
        {"", "viol\xc3\xa3o.wav", "tonal.plucked", ""},
        {"", "VIOLA\xcc\x83O.wav", "tonal.plucked", ""}, /* the tilde behind the A */
        {"", "viol\xe3o.wav", "tonal.plucked", ""},      /* Latin-1 */
        {"", "Fl\xc3\xbcgel.wav", "tonal.keys", ""},
        {"", "FL\xc3\x9cGEL.wav", "tonal.keys", ""},
        {"", "\xd0\x91\xd0\x9e\xd0\xa7\xd0\x9a\xd0\x90 1.wav", "drums.kick", ""},
        {"",
         "\xe3\x82\xad\xe3\x83\x83\xe3\x82\xaf"
         "01.wav",
         "drums.kick", ""},
    };

    CHECK(list);
}

Test(naming, the_file_goes_before_its_folder_and_a_near_folder_before_a_far_one)
{
    static const struct named list[] = {
        {"Kicks", "01.wav", "drums.kick", ""},
        {"Kicks", "snare 01.wav", "drums.snare", ""},
        {"Drums/Snares", "x.wav", "drums.snare", ""},
        {"Snares/Kicks", "x.wav", "drums.kick", ""},
        {"Loops/Guitars/Clean", "x.wav", "tonal.plucked", "loop"},
        {"Open Hats", "Hat 3.wav", "drums.hat.open", ""},
        {"Drums", "Hat 3.wav", "drums.hat", ""},
        {"Kick/a/b", "x.wav", "drums.kick", ""},
        {"Kick/a/b/c", "x.wav", "", ""},
        {"One Shots/FX", "kick vocal.wav", "fx", "oneshot"},
        {"", "Kick", "drums.kick", ""},
    };

    CHECK(list);
}

Test(naming, it_tells_which_words_spoke_where_and_how_reliable_they_are)
{
    struct naming got = ask("Open Hats", "Hat 3.wav");

    cr_expect(got.category.place == PLACE_FOLDER);
    cr_expect(strcmp(got.category.words, "open hat") == 0, "%s", got.category.words);
    got = ask("", "kick_snare_loop.wav");
    cr_expect(got.category.place == PLACE_FILE && got.form.place == PLACE_FILE);
    cr_expect(strstr(got.category.words, "kick") && strstr(got.category.words, "snare"));
    cr_expect(strcmp(got.form.words, "loop") == 0);
    cr_expect(got.category.p > 0.5f && got.category.p <= 0.95f, "%g",
              (double)got.category.p);
    for (size_t i = 0; i < lexicon->entries; i++)
        cr_expect(lexicon->entry[i].precision <= 0.95f, "%s", lexicon->entry[i].key);
}

Test(naming, several_files_of_one_sound_are_heard_together)
{
    const struct naming_file agree[] = {
        {"", "kick.wav"}, {"x", "untitled.wav"}, {"Kicks", "BD 3.wav"}};
    const struct naming_file differ[] = {{"", "kick.wav"}, {"", "snare.wav"}};
    const struct naming_file clash[] = {
        {"", "kick.wav"}, {"", "choir.wav"}, {"", "kick.wav"}};
    struct naming got;

    naming_of(&got, lexicon, agree, 3);
    cr_expect(strcmp(got.category.what, "drums.kick") == 0);
    naming_of(&got, lexicon, differ, 2);
    cr_expect(strcmp(got.category.what, "drums") == 0);
    naming_of(&got, lexicon, clash, 3);
    cr_expect(strcmp(got.category.what, "") == 0);
    naming_of(&got, lexicon, NULL, 0);
    cr_expect(strcmp(got.category.what, "") == 0 && strcmp(got.form.what, "") == 0);
}

Test(naming, a_name_of_any_length_and_bytes_is_read_to_a_bound)
{
    char name[2000], dir[3000] = "";

    memset(name, 0xdf, sizeof name); /* Latin-1 sharp s: twice as long when folded */
    name[sizeof name - 1] = '\0';
    cr_expect(strcmp(ask("", name).category.what, "") == 0);
    for (size_t i = 0; i + 3 < sizeof name; i += 2)
        memcpy(name + i, "kK", 3);
    cr_expect(strcmp(ask("", name).category.what, "") == 0);
    for (int i = 0; i < 400; i++)
        strcat(dir, "kick/");
    dir[strlen(dir) - 1] = '\0';
    cr_expect(strcmp(ask(dir, "\xff\xfe\x80.wav").category.what, "drums.kick") == 0);
}

/* A table with the rules, and one more line. */
static const char rules[] = "words,says,prior,groups,right,precision\n"
                            "place file,rule,,,,1\nplace folder,rule,,,,0.9\n"
                            "place folder 2,rule,,,,0.8\nplace folder 3,rule,,,,0.7\n"
                            "trust,rule,,,,0.9\nweight,rule,,,,0.6\n";

static void refused(const char *csv, const char *why)
{
    struct err err = {0};
    struct lexicon *x = namelist_parse(csv, strlen(csv), &err);

    cr_expect(!x, "taken: %s", csv);
    cr_expect(err.kind == ERR_FORMAT || err.kind == ERR_LIMIT);
    cr_expect(strstr(err.text, why), "'%s' should say '%s'", err.text, why);
    lexicon_free(x);
}

static void refused_line(const char *line, const char *why)
{
    char csv[1000];

    snprintf(csv, sizeof csv, "%s%s\n", rules, line);
    refused(csv, why);
}

Test(namelist, a_malformed_table_is_refused_and_its_line_named)
{
    refused("", "empty");
    refused("words,says\n", "no column");
    refused("words,says,prior,groups,right,precision\n", "no rule 'place file'");
    refused_line("kick,drums.kick,0.8,0,0", "line 8: 5 fields");
    refused_line("kick,drums.kcik,0.8,0,0,0.8", "line 8: no category 'drums.kcik'");
    refused_line("kick,,0.8,0,0,0.8", "no category ''");
    refused_line("kick,drum,0.8,0,0,0.8", "no category 'drum'");
    refused_line("kick,drums.kick,0.8,0,0,1.1", "'1.1' is no number from 0 to 1");
    refused_line("kick,drums.kick,0.8,0,0,nan", "no number");
    refused_line("kick,drums.kick,,0,0,0.8", "no number");
    refused_line("kick,drums.kick,0.8,0,0,0.8x", "no number");
    refused_line("Kick,drums.kick,0.8,0,0,0.8", "two small letters");
    refused_line("k,drums.kick,0.8,0,0,0.8", "two small letters");
    refused_line("kick-drum,drums.kick,0.8,0,0,0.8", "two small letters");
    refused_line("kick  drum,drums.kick,0.8,0,0,0.8", "blank too many");
    refused_line(" kick,drums.kick,0.8,0,0,0.8", "blank too many");
    refused_line("kick ,drums.kick,0.8,0,0,0.8", "blank too many");
    refused_line("abcdefghijklmnopqrstuvwxyzabcdefgh,-,0.8,0,0,0.8", "over 31 bytes");
    refused_line("ab,bass,0.8,0,0,0.8\na b,drums,0.8,0,0,0.8", "'ab' is there twice");
    refused_line("gravity,rule,,,,0.5", "no rule 'gravity'");
    refused_line("trust,rule,,,,0.5", "rule 'trust' is there already");
    refused_line("\"kick,drums", "quote");
}

Test(namelist, a_table_is_read_as_it_stands)
{
    struct err err = {0};
    char csv[1000];
    struct lexicon *x;
    const struct lexicon_entry *entry;

    snprintf(csv, sizeof csv,
             "%sopen hat,drums.hat.open,0.8,3,2.5,0.71\nloop,loop,.8,,,.9", rules);
    x = namelist_parse(csv, strlen(csv), &err);
    cr_assert(x, "%s", err.text);
    entry = lexicon_find(x, "openhats", 8);
    cr_assert(entry);
    cr_expect(strcmp(x->tag[entry->tag], "drums.hat.open") == 0 && entry->form < 0);
    cr_expect(entry->precision == 0.71f && entry->strength == WORD_FAIR &&
              entry->gaps == 1 << 4);
    entry = lexicon_find(x, "loop", 4);
    cr_assert(entry && entry->tag < 0);
    cr_expect(entry->form == FORM_LOOP && !lexicon_find(x, "lo", 2));
    cr_expect(x->place[PLACE_FOLDER_2] == 0.8f && x->weight == 0.6f);
    cr_expect(strlen(x->id) == 32 && strcmp(x->id, lexicon->id) != 0);
    lexicon_free(x);
}
TestSuite(namelist, .init = open_table, .fini = close_table);
