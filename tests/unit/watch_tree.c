/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Watched directories: from a watch to a path and back, whatever is renamed. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "util/rng.h"
#include "watch/tree.h"

static struct tree *t;
static struct buf path;

static void open_tree(void) { t = tree_new(); }

static void close_tree(void)
{
    buf_clear(&path);
    tree_free(t);
}

TestSuite(watch_tree, .init = open_tree, .fini = close_tree);

static const char *path_of(node n, const char *name)
{
    tree_path(t, n, name, &path);
    return (const char *)path.data;
}

Test(watch_tree, a_watch_leads_to_a_path)
{
    const node root = tree_root(t, 7, "/music", 1);
    const node a = tree_child(t, root, "a", 2), b = tree_child(t, a, "b", 3);

    cr_assert_eq(tree_of_watch(t, 3), b);
    cr_assert_eq(tree_watch(t, b), 3);
    cr_assert_eq(tree_folder(t, b), 7);
    cr_assert_str_eq(path_of(b, ""), "a/b");
    cr_assert_str_eq(path_of(b, "x.wav"), "a/b/x.wav");
    cr_assert_str_eq(path_of(root, ""), "");
    cr_assert_str_eq(path_of(root, "x.wav"), "x.wav");
    cr_assert_eq(tree_of_watch(t, 4), 0);
    cr_assert_eq(tree_of_watch(t, -1), 0);
}

Test(watch_tree, a_path_leads_to_a_directory)
{
    const node root = tree_root(t, 7, "/music", 1);
    const node a = tree_child(t, root, "a", 2), b = tree_child(t, a, "b", 3);

    tree_root(t, 8, "/other", 4);
    cr_assert_eq(tree_at(t, 7, "", 0), root);
    cr_assert_eq(tree_at(t, 7, "a/b", 3), b);
    cr_assert_eq(tree_at(t, 7, "a/b", 1), a);
    cr_assert_eq(tree_at(t, 7, "a/c", 3), 0);
    cr_assert_eq(tree_at(t, 7, "c/b", 3), 0);
    cr_assert_eq(tree_at(t, 8, "a", 1), 0);
    cr_assert_eq(tree_at(t, 9, "", 0), 0);
}

Test(watch_tree, a_rename_moves_all_below_it)
{
    const node root = tree_root(t, 1, "/m", 1), other = tree_root(t, 2, "/n", 9);
    const node a = tree_child(t, root, "a", 2), b = tree_child(t, a, "b", 3);

    tree_move(t, a, root, "c");
    cr_assert_str_eq(path_of(b, ""), "c/b");
    cr_assert_eq(tree_find(t, root, "a"), 0);
    cr_assert_eq(tree_find(t, root, "c"), a);
    tree_move(t, a, other, "a");
    cr_assert_str_eq(path_of(b, ""), "a/b");
    cr_assert_eq(tree_at(t, 2, "a/b", 3), b);
    cr_assert_eq(tree_folder(t, b), 2);
    cr_assert_eq(tree_count(t, 1), 1);
    cr_assert_eq(tree_count(t, 2), 3);
    cr_assert_eq(tree_count(t, 0), 4);
}

Test(watch_tree, what_is_in_the_way_of_a_rename_goes)
{
    const node root = tree_root(t, 1, "/m", 1);
    const node a = tree_child(t, root, "a", 2);

    tree_child(t, tree_child(t, root, "b", 3), "in", 4);
    tree_move(t, a, root, "b");
    cr_assert_eq(tree_find(t, root, "b"), a);
    cr_assert_eq(tree_of_watch(t, 3), 0);
    cr_assert_eq(tree_of_watch(t, 4), 0);
    cr_assert_eq(tree_count(t, 1), 2);
}

Test(watch_tree, a_watch_is_of_whom_it_was_given_to_last)
{
    const node root = tree_root(t, 1, "/m", 1);
    const node a = tree_child(t, root, "a", 2), b = tree_child(t, root, "b", 2);

    cr_assert_eq(tree_of_watch(t, 2), b);
    cr_assert_eq(tree_watch(t, a), -1);
}

static void add_up(void *arg, int wd) { *(int *)arg += wd; }

Test(watch_tree, removal_names_every_watch_once)
{
    const node root = tree_root(t, 1, "/m", 1);
    const node a = tree_child(t, root, "a", 10);
    int sum = 0;

    tree_child(t, tree_child(t, a, "b", 100), "c", 1000);
    tree_child(t, a, "unwatched", -1);
    tree_child(t, root, "stays", 5);
    tree_remove(t, a, add_up, &sum);
    cr_assert_eq(sum, 1110);
    cr_assert_eq(tree_count(t, 1), 2);
    cr_assert_eq(tree_of_watch(t, 100), 0);
    cr_assert_str_eq(path_of(tree_of_watch(t, 5), ""), "stays");
}

Test(watch_tree, what_belongs_nowhere_is_not_counted)
{
    const node limbo = tree_root(t, -1, "", -1), root = tree_root(t, 1, "/m", 1);
    const node a = tree_child(t, root, "a", 2);

    tree_move(t, a, limbo, "77");
    cr_assert_eq(tree_count(t, 0), 1);
    cr_assert_eq(tree_folder(t, a), -1);
    tree_move(t, a, root, "b");
    cr_assert_eq(tree_count(t, 0), 2);
}

/* The plain tree to compare with: parents and names in two arrays. */
enum { NODES = 400, ROUNDS = 20000 };
struct plain {
    node parent[NODES + 1];
    int name[NODES + 1];
};

static void plain_path(const struct plain *p, node at, char *out)
{
    char tail[4096] = "";

    out[0] = '\0';
    for (; p->parent[at]; at = p->parent[at]) {
        char head[4096];

        snprintf(head, sizeof head, "n%d%s%.4000s", p->name[at], *tail ? "/" : "", tail);
        memcpy(tail, head, sizeof tail);
    }
    memcpy(out, tail, sizeof tail);
}

static bool plain_is_above(const struct plain *p, node above, node at)
{
    for (; at; at = p->parent[at])
        if (at == above)
            return true;
    return false;
}

Test(watch_tree, a_thousand_renames_leave_every_path_right)
{
    static struct plain p;
    struct rng r;
    const node root = tree_root(t, 1, "/m", 0);
    char name[16], want[4096];

    rng_init(&r, 5);
    for (int i = 1; i < NODES; i++) {
        const node parent = tree_of_watch(t, (int)rng_below(&r, (size_t)i));
        node n;

        snprintf(name, sizeof name, "n%d", i);
        n = tree_child(t, parent, name, i);
        p.parent[n] = parent;
        p.name[n] = i;
    }
    for (int i = 0; i < ROUNDS; i++) {
        const node n = tree_of_watch(t, 1 + (int)rng_below(&r, NODES - 1));
        const node to = tree_of_watch(t, (int)rng_below(&r, NODES));

        if (plain_is_above(&p, n, to))
            continue;
        snprintf(name, sizeof name, "n%d", p.name[n]);
        tree_move(t, n, to, name);
        p.parent[n] = to;
    }
    for (int i = 1; i < NODES; i++) {
        const node n = tree_of_watch(t, i);

        plain_path(&p, n, want);
        cr_assert_str_eq(path_of(n, ""), want);
    }
    cr_assert_eq(tree_count(t, 1), NODES);
    cr_assert_eq(tree_of_watch(t, 0), root);
}
