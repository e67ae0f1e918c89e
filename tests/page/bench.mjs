/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long a key takes to be answered on the page, and a frame while it scrolls:
 * bench.mjs ADDRESS. */
import {Stage} from "./stage.mjs";

const QUERIES = ["kick", "snare dur:<500ms", "hat -loop", "drums oneshot", "\"vinyl\"", "bass note:C1..C3", "loop bpm:118..124", "pad key:Am"];
const STEPS = 240; /* of a wheel, a row or two each */
const part = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];

function tell(what, numbers) {
    const sorted = numbers.sort((a, b) => a - b);

    console.log(`${what}: p50 ${part(sorted, 0.5).toFixed(1)} ms, p95 ${part(sorted, 0.95).toFixed(1)} ms, most ${sorted.at(-1).toFixed(1)} ms (${sorted.length})`);
}

const stage = new Stage();
const page = await stage.open(".");

try {
    await page.goto(process.argv[2]);
    await stage.sees("#grid .layer .row:not([hidden]):not(.empty)");
    const {paint, rows} = await page.evaluate(() => ({
        paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
        rows: performance.getEntriesByName("rows")[0].startTime,
    }));

    console.log(`page: first paint ${paint.toFixed(0)} ms, first rows ${rows.toFixed(0)} ms`);
    for (const query of QUERIES) {
        await stage.keys("/");
        await page.fill("#query", "");
        await page.keyboard.type(query, {delay: 140});
        await stage.keys("Escape", "Escape");
    }
    tell("typing to rows", await page.evaluate(() => performance.getEntriesByName("type-to-rows").map((e) => e.duration)));
    await stage.asks("");
    tell("a frame of scrolling", await page.evaluate((steps) => new Promise((done) => {
        const grid = document.querySelector("#grid");
        const frames = [];
        let last = performance.now();
        const step = (now) => {
            frames.push(now - last);
            last = now;
            grid.scrollTop += 45;
            if (frames.length < steps)
                requestAnimationFrame(step);
            else
                done(frames.slice(2));
        };

        requestAnimationFrame(step);
    }), STEPS));
} finally {
    await stage.close();
}
