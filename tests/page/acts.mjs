/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person does with the page, one act after the other; each checks what comes of it. */
import {check} from "./stage.mjs";

const CELLS = "#grid .layer .row:not([hidden]):not(.empty)";

export const acts = {
    "what is there is shown, and the token is gone from the address": async (s) => {
        await s.sees(`${CELLS} .cell.name`);
        await s.reads("#count", /^125$/);
        check(!/token/.test(await s.page.evaluate(() => location.href)), "the token left the address");
        await s.sees("#grid[aria-rowcount='126']");
        await s.sees("#grid svg.thumb path[d^=M]");
        await s.picture("sounds");
    },
    "a search answers while one types, and Escape leads to the rows": async (s) => {
        await s.keys("/");
        await s.page.keyboard.type("kick", {delay: 30});
        await s.page.waitForFunction(() => location.hash === "#/samples?q=kick");
        await s.page.waitForFunction(() => performance.getEntriesByName("type-to-rows").length > 0);
        await s.keys("Escape", "Escape");
        check(await s.page.evaluate(() => document.activeElement.id) === "grid", "the rows have the focus");
        const names = await s.column("name");

        check(names.length > 0 && names.length < 125, `a search finds some of all (${names.length})`);
    },
    "completion knows tags and facets": async (s) => {
        await s.keys("/");
        await s.page.fill("#query", "");
        await s.page.keyboard.type("ki");
        await s.sees("#query-list [role=option]");
        await s.picture("completion");
        await s.keys("ArrowDown");
        const option = await s.page.$eval("#query", (q) => document.getElementById(q.getAttribute("aria-activedescendant"))?.textContent);

        check(/kick/.test(option ?? ""), `the first completion of ki is a kick: ${option}`);
        await s.keys("Enter");
        check(/^kick $/.test(await s.page.inputValue("#query")), "Enter takes the completion");
        await s.page.keyboard.type("form:o");
        await s.sees("#query-list [role=option]");
        await s.keys("Tab");
        check(await s.page.inputValue("#query") === "kick form:oneshot ", "Tab takes a value");
        await s.keys("Escape");
    },
    "a wrong query says where it is wrong": async (s) => {
        await s.keys("/");
        await s.page.fill("#query", "kick dur:long");
        await s.reads("#query-wrong", /duration/);
        const under = await s.page.$eval("#query-wrong .lead", (l) => l.textContent.length);

        check(under > 0 && under <= 9, `the caret is under the column (${under})`);
        await s.picture("wrong");
        await s.asks("");
        await s.reads("#query-wrong", /^$/);
    },
    "space plays, and plays again; moving on plays when asked to": async (s) => {
        await s.asks("lead");
        await s.keys("ArrowDown", "Space");
        await s.sees("#play[aria-label=Stop], #play[aria-label=Play]");
        await s.page.waitForFunction(() => [...document.querySelectorAll("#audios audio")].some((a) => a.played.length > 0));
        await s.keys("o", "ArrowDown");
        await s.page.waitForFunction(() => [...document.querySelectorAll("#audios audio")].filter((a) => a.played.length > 0).length > 1);
        await s.keys("o");
    },
    "AIFF plays, too": async (s) => {
        await s.asks("name:aiff");
        await s.keys("Home", "Space");
        await s.page.waitForFunction(() => [...document.querySelectorAll("#audios audio")].some((a) => a.src.startsWith("blob:") && a.played.length > 0));
    },
    "details show pictures, reasons and what is near": async (s) => {
        await s.keys("Enter");
        await s.sees("#details canvas.wave");
        await s.sees("#details .why .bar");
        await s.page.waitForFunction(() => document.querySelector("#details .spectrogram")?.naturalWidth > 0);
        await s.sees("#details .near button");
        await s.page.waitForTimeout(200);
        await s.picture("details");
        await s.isOpenToAll("details");
        await s.page.click("#details .near button");
        await s.page.click("#details .links button:first-child");
        await s.page.waitForFunction(() => /^similar:\d+$/.test(document.querySelector("#query").value));
        await s.sees(CELLS);
        await s.page.click("#details .close");
    },
    "a word is saved, seen as saved, and taken back": async (s) => {
        await s.asks("lead sort:name");
        await s.keys("Home");
        const [was] = await s.column("category", ".here");

        await s.keys("t");
        await s.sees("#prompt[open]");
        await s.page.keyboard.type("kick");
        await s.sees("#prompt-list [role=option]");
        await s.picture("prompt");
        await s.isOpenToAll("prompt");
        await s.keys("Enter");
        await s.reads("#said", /^saved: /);
        await s.reads("#grid .row.here .cell.category", /kick/);
        await s.reads("#grid .row.here .cell.mark", /✓/);
        await s.keys("u");
        await s.reads("#said", /^taken back: /);
        await s.page.waitForFunction((text) => document.querySelector("#grid .row.here .cell.category").textContent.slice(0, 6) === text, was.slice(0, 6));
        await s.keys("a");
        await s.reads("#said", /^saved: right/);
        await s.keys("x");
        await s.reads("#said", /^saved: wrong/);
        await s.keys("u");
        await s.reads("#said", /^taken back: wrong/);
        await s.keys("Control+z");
        await s.reads("#said", /^taken back: right/);
    },
    "many are chosen and corrected together": async (s) => {
        await s.asks("path:\"box 0\"");
        await s.keys("Home", "Shift+ArrowDown", "Shift+ArrowDown");
        await s.reads("#now-name", /3 sounds/);
        await s.keys("Control+a");
        await s.reads("#now-name", /4 sounds/);
        await s.picture("chosen");
        for (const box of [0, 1, 2]) {
            await s.asks(`path:"box ${box}"`);
            await s.keys("Home", "Control+a");
            await s.reads("#now-name", /4 sounds/);
            await s.keys("t");
            await s.page.keyboard.type("drums.perc.zap");
            await s.keys("Enter");
            if (box === 0)
                await s.page.click(".notice >> text=new category");
            await s.reads("#said", /^saved: drums.perc.zap, 4 sounds/);
            await s.page.waitForFunction(() => [...document.querySelectorAll("#grid .layer .row:not([hidden]) .cell.category")].every((c) => /^drums\.perc\.zap/.test(c.textContent)));
        }
    },
    "what cannot be saved is kept, said, and sent when it can": async (s) => {
        await s.page.route("**/v1/feedback", (r) => r.abort());
        await s.asks("path:\"box 3\"");
        await s.keys("Home", "t");
        await s.page.keyboard.type("user:later");
        await s.keys("Enter");
        await s.sees("#notes .notice.bad");
        await s.reads("#grid .row.here .cell.mark", /!/);
        check(await s.page.evaluate(() => JSON.parse(localStorage.getItem("sampledb.unsent")).length) === 1, "the word is kept");
        await s.picture("unsaved");
        await s.page.unroute("**/v1/feedback");
        await s.page.click(".notice >> text=Try now");
        await s.reads("#said", /^saved: user:later/);
        check(await s.page.evaluate(() => JSON.parse(localStorage.getItem("sampledb.unsent")).length) === 0, "nothing is kept");
        await s.asks("user:later");
        await s.reads("#count", /^1$/);
    },
    "learning shows how far it is and what it brings": async (s) => {
        await s.keys("Alt+e");
        await s.page.click("text=Try it");
        await s.sees("#learn .diff, #learn .run h3");
        await s.reads("#learn .run", /trial|Not used/);
        await s.picture("trial");
        await s.isOpenToAll("learn");
        await s.page.click("text=Learn and use it");
        await s.sees("#learn progress, #learn .run h3");
        await s.reads("#learn .run", /In use|Not used/);
        await s.page.waitForFunction(() => document.querySelectorAll("#learn tbody tr th code").length >= 2);
        await s.picture("learned");
        await s.page.click("text=Use it again");
        await s.reads("#notes", /is in use/);
    },
    "the review asks, and its answers are kept": async (s) => {
        await s.keys("Alt+r");
        await s.sees("#review .guesses button");
        await s.picture("review");
        await s.isOpenToAll("review");
        const asked = await s.page.textContent("#review h2");

        await s.keys("y");
        await s.reads("#said", /^saved: /);
        await s.reads("#review .step", /Question 2/);
        await s.keys("s");
        await s.reads("#review .step", /Question 3/);
        await s.keys("u", "u");
        await s.reads("#review .step", /Question 1/);
        check(await s.page.textContent("#review h2") === asked, "back leads to the first question");
    },
    "the library says what is in it": async (s) => {
        await s.keys("Alt+l");
        await s.sees("#library .figure");
        await s.sees("#library tbody tr");
        await s.picture("library");
        await s.isOpenToAll("library");
    },
    "the map plays what is under the pointer": async (s) => {
        await s.keys("Alt+m");
        await s.sees("#map canvas, #map .blank h2");
        if (!(await s.page.$("#map canvas")))
            throw new Error(`no map: ${await s.page.textContent("#map")}`);
        const box = await s.page.locator("#map canvas").boundingBox();

        await s.page.waitForTimeout(300);
        for (let i = 0; i < 900 && await s.page.isHidden("#map .tip"); i++)
            await s.page.mouse.move(box.x + ((i % 30) + 0.5) * box.width / 30, box.y + (Math.floor(i / 30) + 0.5) * box.height / 30);
        await s.sees("#map .tip b");
        await s.picture("map");
        await s.isOpenToAll("map");
    },
    "help lists the keys": async (s) => {
        await s.keys("Alt+s", "?");
        await s.sees("#help[open] kbd");
        await s.picture("help");
        await s.isOpenToAll("help");
        await s.keys("Escape");
    },
    "all of it can be reached by Tab, and what has the focus is seen": async (s) => {
        const seen = new Set();

        await s.asks("");
        await s.keys("Home");
        await s.page.evaluate(() => document.activeElement.blur());
        for (let i = 0; i < 40; i++) {
            await s.keys("Tab");
            const at = await s.page.evaluate(() => {
                const e = document.activeElement;
                const style = getComputedStyle(e);

                return {id: e.id || e.tagName, seen: e === document.body || style.outlineStyle !== "none" || e.id === "grid"};
            });

            check(at.seen, `the focus on #${at.id} is seen`);
            seen.add(at.id);
        }
        for (const id of ["query", "tab-samples", "theme", "help-open", "grid", "play", "deck-wave", "act-yes", "auto", "volume"])
            check(seen.has(id), `Tab leads to #${id}`);
    },
    "light is as good as dark, and remembered": async (s) => {
        const ground = () => s.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const dark = await ground();

        await s.isOpenToAll("dark");
        await s.page.click("#theme");
        check(await ground() !== dark, "the theme changes");
        await s.page.reload();
        await s.sees(CELLS);
        check(await ground() !== dark, "the theme is remembered");
        await s.isOpenToAll("light");
        await s.picture("light");
        await s.page.click("#theme");
    },
    "it can be held in one hand": async (s) => {
        await s.page.setViewportSize({width: 390, height: 844});
        await s.sees(CELLS);
        await s.page.locator(CELLS).nth(2).click();
        check(await s.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
        await s.picture("small");
        await s.isOpenToAll("small");
        await s.page.setViewportSize({width: 1440, height: 900});
    },
    "without its token the page looks, and says why it is all it does": async (s) => {
        await s.page.evaluate(() => sessionStorage.clear());
        await s.page.reload();
        await s.sees("#notes .notice");
        await s.sees(CELLS);
        await s.keys("ArrowDown", "a");
        await s.reads("#notes", /sampledb serve/);
        check(await s.page.evaluate(() => JSON.parse(localStorage.getItem("sampledb.unsent") ?? "[]").length) === 0, "nothing is said");
    },
};
