"use strict";
// The page around the terminal. textual.js draws the terminal and speaks to the explorer; what it leaves to
// the page is here: when to begin, how large the letters are, the focus, files in both directions, the end.
(() => {
  const USUAL_LETTERS = 16, SMALLEST_LETTERS = 9; // pixels
  const ROOMY = [80, 24], LEAST = [60, 20]; // columns and rows; below the least the explorer shows only a notice
  const CELL = [0.61, 1.35]; // width and height of a cell of Roboto Mono, as shares of the size of its letters
  const FONT_PATIENCE = 3000; // milliseconds; then the terminal is measured with whatever font there is
  const MOST_BYTES = 10_000_000; // of an upload; the server has the last word
  const BY_TOUCH = window.matchMedia("(pointer: coarse)").matches;

  const body = document.body;
  const element = (id) => document.getElementById(id);
  const dialog = element("upload");
  let connected = false; // whether there is an explorer, which leaving the page would end
  let whyEnded = ""; // told by the explorer when it cannot begin
  let instance = ""; // the name of this page, told by the server

  // A desktop browser that plays a phone reports sizes in pixels of the desktop's screen, and the terminal would
  // draw at a half or a third of its size; without such reports it works its size out from the letters.
  const Observer = window.ResizeObserver;
  window.ResizeObserver = class extends Observer {
    constructor(told) {
      super((entries, observer) =>
        told(entries.map(({ target, contentRect }) => ({ target, contentRect })), observer));
    }
  };

  // Beginning

  const openTerminal = window.onload; // set by textual.js; the page decides when
  window.onload = null;

  function fits([columns, rows], letters, turned) {
    const sizes = [[window.innerWidth, window.innerHeight]];
    if (turned) sizes.push([window.innerHeight, window.innerWidth]);
    return sizes.every(([width, height]) =>
      columns * CELL[0] * letters <= width && rows * CELL[1] * letters <= height);
  }

  function letters() {
    const wanted = Number(new URLSearchParams(window.location.search).get("fontsize"));
    if (wanted >= 6 && wanted <= 72) return wanted;
    // Where the window can be turned, both ways have to fit if they can: the letters stay as they are.
    for (const turned of BY_TOUCH ? [true, false] : [false])
      for (const size of [ROOMY, LEAST])
        for (let each = USUAL_LETTERS; each >= SMALLEST_LETTERS; each--)
          if (fits(size, each, turned)) return each;
    return 0;
  }

  async function begin() {
    const size = letters();
    body.classList.toggle("-small", size === 0);
    if (size === 0) {
      window.addEventListener("resize", begin, { once: true });
      return;
    }
    const terminal = element("terminal");
    terminal.dataset.fontSize = size;
    terminal.dataset.sessionWebsocketUrl = "ws";
    // Rows measured with another font are too many or too few, and the footer would be lost.
    const font = document.fonts.load(`${size}px "Roboto Mono"`).catch(() => {});
    await Promise.race([font, new Promise((resolve) => setTimeout(resolve, FONT_PATIENCE))]);
    openTerminal();
    focusTerminal();
  }

  function focusTerminal() {
    if (!dialog.open) document.querySelector(".xterm-helper-textarea")?.focus({ preventScroll: true });
  }

  window.addEventListener("focus", focusTerminal);
  element("terminal").addEventListener("click", focusTerminal);

  // The connection

  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(address) {
      // Relative to the page, whatever a tunnel or a proxy has made of its address.
      const absolute = new URL(address, document.baseURI);
      absolute.protocol = absolute.protocol.replace("http", "ws");
      super(absolute);
      this.addEventListener("open", () => { connected = true; });
      this.addEventListener("message", ({ data }) => {
        if (typeof data === "string" && data.startsWith('["instance_id"')) instance = JSON.parse(data)[1];
      });
      this.addEventListener("close", ({ code, reason }) => {
        element("reason").textContent = whyClosed(code, reason);
        connected = false;
        if (dialog.open) dialog.close();
        element("again").focus();
      });
    }

    send(data) { // textual.js tells of the focus also while there is nobody to hear it
      if (this.readyState === Socket.OPEN) super.send(data);
    }
  };

  function whyClosed(code, reason) {
    if (!connected) return "The explorer could not be opened: the server is full or has ended. Try again.";
    switch (code) {
      case 1000: return whyEnded ? `The explorer has ended: ${whyEnded}.` : "The explorer has ended.";
      case 1001: return "The server has ended, and the explorer with it.";
      case 1006: return "The connection was lost, and the explorer with it. Open it again to start over.";
      default: return reason ? `The explorer has ended: ${reason}.` : "The explorer has ended.";
    }
  }

  element("again").addEventListener("click", () => window.location.reload());

  // Leaving or reloading ends the explorer and what it computed: browsers ask first when this is prevented.
  window.addEventListener("beforeunload", (event) => { if (connected) event.preventDefault(); });

  // Copying: browsers keep the clipboard from pages that come over plain HTTP from another machine.

  function copySelected(text) {
    const box = document.createElement("textarea");
    box.value = text;
    body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    focusTerminal();
    return done ? Promise.resolve() : Promise.reject(new Error("the browser does not allow copying"));
  }

  if (!navigator.clipboard)
    Object.defineProperty(navigator, "clipboard", {
      value: { writeText: copySelected, readText: () => Promise.resolve("") },
    });

  // Files that the explorer hands out, and those it asks for

  const openWindow = window.open.bind(window);
  window.open = (address = "", ...more) => {
    if (address === "#upload") return askForFile();
    if (address.startsWith("#ended ")) {
      whyEnded = address.slice("#ended ".length);
      return null;
    }
    if (!address.startsWith("download/")) return openWindow(address, ...more);
    const link = document.createElement("a"); // a new window would be blocked, and stay behind empty
    link.href = address;
    link.download = "";
    link.click();
    return null;
  };

  function askForFile() {
    element("file").value = "";
    say("", "Cancel");
    dialog.showModal();
    element("file").focus();
    if (navigator.userActivation?.isActive) element("file").click(); // a key was pressed just now: at once
    return null;
  }

  function say(text, close = "Close") {
    element("upload-said").textContent = text;
    element("upload-close").textContent = close;
  }

  async function upload(file) {
    if (file.size > MOST_BYTES) {
      say(`${file.name} is too large: at most ${MOST_BYTES / 1e6} MB can be uploaded.`);
      return;
    }
    say(`Uploading ${file.name} …`);
    let problem = "the server cannot be reached";
    try {
      const answer = await fetch(`upload?page=${encodeURIComponent(instance)}`, {
        method: "POST",
        headers: { "X-File-Name": encodeURIComponent(file.name) },
        body: file,
      });
      problem = answer.ok ? "" : (await answer.text()).split("\n")[0].slice(0, 200) || answer.statusText;
    } catch { /* the network failed: said below */ }
    if (problem) say(`${file.name} was not uploaded: ${problem}.`);
    else dialog.close(); // the explorer has it, and opens it where it was asked for
  }

  element("file").addEventListener("change", ({ target }) => { if (target.files.length) upload(target.files[0]); });
  dialog.addEventListener("close", focusTerminal);

  // A file that is dropped beside the dialog would otherwise be opened in place of this page.
  window.addEventListener("dragover", (event) => event.preventDefault());
  window.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file && dialog.open) upload(file);
  });

  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
})();
