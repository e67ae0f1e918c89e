/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The test of the page: run.mjs ADDRESS PICTURES [ACT...]. Prints each act and what was
 * measured; ends with 1 where one failed. */
import {acts} from "./acts.mjs";
import {Stage} from "./stage.mjs";

const [address, pictures, ...only] = process.argv.slice(2);
const stage = new Stage();
let failed = 0;

/* Bytes of all that the page consists of, and when something useful was there. */
async function weigh(page) {
    await page.goto(address);
    await page.waitForFunction(() => document.querySelector("#grid .layer .row:not([hidden]):not(.empty) .cell.name"));
    const {bytes, paint, rows} = await page.evaluate(() => ({
        bytes: [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
            .filter((r) => !/\/v1\/|healthz/.test(r.name)).reduce((sum, r) => sum + r.encodedBodySize, 0),
        paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
        rows: performance.getEntriesByName("rows")[0].startTime,
    }));

    console.log(`# page ${(bytes / 1024).toFixed(0)} KiB, first paint ${paint.toFixed(0)} ms, first rows ${rows.toFixed(0)} ms`);
    if (bytes > 300 * 1024)
        throw new Error(`the page weighs ${bytes} bytes`);
}

try {
    await weigh(await stage.open(pictures));
    for (const [name, act] of Object.entries(acts)) {
        if (only.length && !only.some((o) => name.includes(o)))
            continue;
        try {
            await act(stage);
            if (stage.faults.length)
                throw new Error(`the page complains: ${stage.faults.splice(0).join("\n")}`);
            console.log(`ok ${name}`);
        } catch (e) {
            failed++;
            console.log(`NOT OK ${name}: ${e.message.split("\nCall log")[0]}`);
            stage.faults.length = 0;
            await stage.picture(`failed-${failed}`).catch(() => {});
            await stage.keys("Escape", "Escape", "Alt+s").catch(() => {});
        }
    }
    const typed = await stage.page.evaluate(() => performance.getEntriesByName("type-to-rows").map((e) => e.duration));

    if (typed.length)
        console.log(`# typing to rows: ${typed.map((t) => t.toFixed(0)).join(" ")} ms`);
} catch (e) {
    failed++;
    console.log(`NOT OK ${e.stack}`);
} finally {
    await stage.close();
}
process.exit(failed ? 1 : 0);
