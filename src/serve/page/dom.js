/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small words for making and finding what is on the page. */

export const $ = (selector, root = document) => root.querySelector(selector);

/* An element: what begins with "on" is heard, what is a property is set, the rest are
 * attributes; null, false and undefined are left out. */
export function el(name, props = {}, ...inside) {
    const e = document.createElement(name);

    for (const [key, value] of Object.entries(props)) {
        if (value === null || value === undefined || value === false)
            continue;
        if (key.startsWith("on"))
            e.addEventListener(key.slice(2), value);
        else if (key === "style")
            for (const [k, v] of Object.entries(value))
                e.style.setProperty(k, v);
        else if (key in e && !key.startsWith("aria"))
            e[key] = value;
        else
            e.setAttribute(key, value === true ? "" : value);
    }
    e.append(...inside.flat(Infinity).filter((x) => x !== null && x !== undefined && x !== false));
    return e;
}

export function icon(name) {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    const use = document.createElementNS(ns, "use");

    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `#i-${name}`);
    svg.append(use);
    return svg;
}

/* Say something to who cannot see it; the last thing said within a moment counts. */
let waiting = 0;

export function announce(text, after = 250) {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
        $("#live").textContent = text;
    }, after);
}

/* A word that is kept for the next time; browsers may refuse to keep anything. */
export function keep(name, value) {
    try {
        localStorage.setItem(`sampledb.${name}`, JSON.stringify(value));
    } catch {
        return false;
    }
    return true;
}

export function kept(name, otherwise) {
    try {
        return JSON.parse(localStorage.getItem(`sampledb.${name}`)) ?? otherwise;
    } catch {
        return otherwise;
    }
}
