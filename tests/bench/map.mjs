/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frames a second of the map in a browser without a screen, of what `sampledb serve` at an
 * address has: node map.mjs ADDRESS [PICTURE]. Wants what tests/page/install.sh brings. */
import {createRequire} from "node:module";

const require = createRequire(new URL("../page/", import.meta.url));
const {chromium} = require("playwright-core");
const [address, picture] = process.argv.slice(2);
const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium", headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking", "--no-first-run"],
});
const page = await browser.newPage({viewport: {width: 1280, height: 800}, colorScheme: "dark"});

await page.goto(address);
const said = await page.evaluate(async () => {
    const {SoundMap} = await import("./map.js"), from = performance.now();
    const bytes = await (await fetch("/v1/map")).arrayBuffer(), got = performance.now();
    const kinds = await (await fetch("/v1/map/categories")).json(), canvas = document.createElement("canvas");

    document.body.replaceChildren(canvas);
    Object.assign(canvas.style, {position: "fixed", inset: 0, width: "100vw", height: "100vh"});
    const map = new SoundMap(canvas), made = performance.now();

    map.setData(bytes, kinds.categories);
    map.draw();
    const out = [`${(bytes.byteLength - 32) / 12} points: fetched in ${(got - from).toFixed()} ms, first drawn in ${(performance.now() - made).toFixed()} ms`];
    const place = {clientX: 640, clientY: 400, bubbles: true, cancelable: true};

    /* While the wheel turns: each frame is another one. */
    for (const [zoom, name] of [[1, "all in sight"], [2, "twice as near"], [4, "8 times as near"], [4, "32 times as near"]]) {
        canvas.dispatchEvent(new WheelEvent("wheel", {...place, deltaY: -Math.log(zoom) / 0.0015}));
        const frames = [], costs = [];

        await new Promise((done) => {
            const frame = (at) => {
                const begun = performance.now();

                frames.push(at);
                canvas.dispatchEvent(new WheelEvent("wheel", {...place, deltaY: frames.length % 2 ? 4 : -4}));
                map.draw();
                costs.push(performance.now() - begun);
                if (frames.length > 120)
                    done();
                else
                    requestAnimationFrame(frame);
            };

            requestAnimationFrame(frame);
        });
        costs.sort((a, b) => a - b);
        out.push(`${name}: ${(1000 * (frames.length - 1) / (frames.at(-1) - frames[0])).toFixed(1)} frames/s, ${costs[60].toFixed(1)} ms each (median)`);
    }
    return out;
});

console.log(said.join("\n"));
if (picture)
    await page.screenshot({path: picture});
await browser.close();
