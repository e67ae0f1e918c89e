/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A browser, a page in it, and what the acts of the test say and check. */
import {createRequire} from "node:module";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";

/* Also from $NODE_PATH, where import does not look. */
const require = createRequire(import.meta.url);
const {chromium} = require("playwright-core");
export const axe = require("axe-core").source;

/* Until what should come counts as missing, ms; other work may be heavy. */
export const WAIT = Number(process.env.PAGE_WAIT ?? 30000);

const SWITCHES = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"];

export function check(holds, sentence) {
    if (!holds)
        throw new Error(`it is not so that ${sentence}`);
}

export class Stage {
    faults = []; /* what the page complained of */

    async open(pictures) {
        this.pictures = pictures;
        this.home = mkdtempSync(join(tmpdir(), "page-"));
        this.browser = await chromium.launchPersistentContext(this.home, {
            executablePath: "/usr/bin/chromium", headless: true, args: SWITCHES, colorScheme: "dark",
            viewport: {width: 1440, height: 900}, acceptDownloads: false,
        });
        this.page = this.browser.pages()[0] ?? await this.browser.newPage();
        this.page.setDefaultTimeout(WAIT);
        this.page.on("pageerror", (e) => this.faults.push(e.stack));
        this.page.on("console", (m) => {
            if (m.type() === "error" && !/status of 4\d\d|net::ERR_/.test(m.text()))
                this.faults.push(m.text());
        });
        return this.page;
    }

    async close() {
        await this.browser?.close();
        rmSync(this.home, {recursive: true, force: true});
    }

    picture(name) {
        return this.page.screenshot({path: join(this.pictures, `${name}.png`)});
    }

    keys(...keys) {
        return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
    }

    /* Until the text of what `selector` names is like that. */
    async reads(selector, pattern) {
        await this.page.waitForFunction(([s, source, flags]) => new RegExp(source, flags).test(document.querySelector(s)?.textContent ?? ""),
            [selector, pattern.source, pattern.flags]).catch(async () => {
            throw new Error(`${selector} says '${await this.page.textContent(selector).catch(() => "nothing")}', not ${pattern}`);
        });
    }

    /* Until there is such a thing that can be seen. */
    sees(selector) {
        return this.page.locator(selector).first().waitFor({state: "visible"}).catch(() => {
            throw new Error(`there is no ${selector}`);
        });
    }

    /* A search, by the keyboard, until its rows are there. */
    async asks(query) {
        const marks = () => performance.getEntriesByName("rows").length;
        const before = await this.page.evaluate(marks);

        await this.keys("/");
        await this.page.fill("#query", query);
        await this.page.waitForFunction((n) => performance.getEntriesByName("rows").length > n, before);
        await this.keys("Escape");
    }

    /* What the cells of one column say, of the rows in sight. */
    column(name, which = "") {
        return this.page.$$eval(`#grid .layer .row${which}:not([hidden]) .cell.${name}`, (cells) => cells
            .map((c) => [c.parentNode.place, c.textContent]).sort((a, b) => a[0] - b[0]).map((c) => c[1]));
    }

    /* No fault that shuts somebody out (axe-core: serious, critical). */
    async isOpenToAll(name) {
        await this.page.evaluate(axe);
        const {violations} = await this.page.evaluate(() => window.axe.run(document, {resultTypes: ["violations"]}));
        const bad = violations.filter((v) => ["serious", "critical"].includes(v.impact));

        if (bad.length)
            throw new Error(`axe-core, ${name}: ${bad.map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => `${n.target} (${n.any[0]?.message ?? n.failureSummary})`).join("; ")}`).join("\n")}`);
        return violations.length;
    }
}
