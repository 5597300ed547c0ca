// The quiz, the progress marks and the export: everything stays in this browser, nothing is sent.
// In:  forms that kit.training wrote (class kit-quiz; choices with data-right); texts as data attributes of the form.
// Out: feedback for each choice, one "kit:answer" event per answer, results in localStorage and as a JSON file.
(() => {
  "use strict";
  const KEY = "kit.training";

  const read = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; }
  };
  const write = (all) => {
    try { localStorage.setItem(KEY, JSON.stringify(all)); } catch { /* a private window keeps nothing */ }
  };
  const slot = (form) => `${form.dataset.module}@${form.dataset.version}`;
  const questions = (form) => [...form.querySelectorAll("fieldset[data-question]")];
  const inputs = (set) => [...set.querySelectorAll("input")];
  const fill = (text, fields) => text.replace(/\{(\w+)\}/g, (all, name) => fields[name] ?? all);

  // A wrong choice speaks before a missing one: the most specific hint first.
  function judge(set) {
    const chosen = inputs(set).filter((input) => input.checked);
    const wrong = chosen.filter((input) => input.dataset.right !== "1");
    const missing = inputs(set).filter((input) => input.dataset.right === "1" && !input.checked);
    const state = !chosen.length ? "none" : wrong.length ? "wrong" : missing.length ? "partial" : "right";
    return { chosen, state };
  }

  function show(set, { chosen, state }, words) {
    for (const input of inputs(set)) {
      const box = input.closest(".kit-choice");
      const said = chosen.includes(input);
      box.classList.toggle("is-right", said && input.dataset.right === "1");
      box.classList.toggle("is-wrong", said && input.dataset.right !== "1");
      const feedback = box.querySelector(".kit-feedback");
      if (feedback) feedback.hidden = !said;
    }
    set.dataset.state = state;
    set.querySelector(".kit-result").textContent = words;
  }

  // Emptied first: a screen reader does not announce the same words twice.
  function announce(set, words) {
    const result = set.querySelector(".kit-result");
    result.textContent = "";
    requestAnimationFrame(() => { result.textContent = words; });
  }

  // Quiet: what an earlier visit left is shown, neither announced nor counted again.
  function check(form, set, quiet) {
    const found = judge(set);
    const words = form.dataset[`said${found.state[0].toUpperCase()}${found.state.slice(1)}`] || "";
    show(set, found, words);
    if (quiet) return;
    announce(set, words);
    if (found.state === "none") return;
    const answer = {
      module: form.dataset.module, version: form.dataset.version, lang: document.documentElement.lang,
      question: set.dataset.question, objective: set.dataset.objective,
      chosen: found.chosen.map((input) => input.value), right: found.state === "right", at: new Date().toISOString(),
    };
    const all = read();
    const mine = all[slot(form)] || { tries: {} };
    const before = mine.tries[answer.question];
    mine.tries[answer.question] = { ...answer, tries: (before?.tries || 0) + 1, first: before ? before.first : answer.right };
    mine.total = questions(form).length;
    all[slot(form)] = mine;
    write(all);
    document.dispatchEvent(new CustomEvent("kit:answer", { detail: answer }));
    score(form);
  }

  function score(form) {
    const line = form.querySelector(".kit-score");
    if (!line) return;
    const tries = Object.values((read()[slot(form)] || { tries: {} }).tries);
    const right = tries.filter((one) => one.right).length;
    const total = questions(form).length;
    line.textContent = tries.length ? fill(form.dataset.saidScore || "{right} / {total}", { right, total, done: tries.length }) : "";
    line.classList.toggle("is-done", right === total);
  }

  function restore(form) {
    const tries = (read()[slot(form)] || { tries: {} }).tries;
    for (const set of questions(form)) {
      const kept = tries[set.dataset.question];
      if (!kept) continue;
      for (const input of inputs(set)) input.checked = kept.chosen.includes(input.value);
      check(form, set, true);
    }
    score(form);
  }

  function reset(form) {
    const all = read();
    delete all[slot(form)];
    write(all);
    form.reset();
    for (const set of questions(form)) {
      delete set.dataset.state;
      set.querySelector(".kit-result").textContent = "";
      for (const box of set.querySelectorAll(".kit-choice")) box.classList.remove("is-right", "is-wrong");
      for (const feedback of set.querySelectorAll(".kit-feedback")) feedback.hidden = true;
    }
    score(form);
    form.querySelector("input")?.focus();
  }

  function save() {
    const content = JSON.stringify({ schema: 1, exported_at: new Date().toISOString(), results: read() }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
    link.download = "kit-training-results.json";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function start(form) {
    form.addEventListener("submit", (event) => event.preventDefault());
    // Enter on a choice checks its question: without a submit button the browser does nothing.
    form.addEventListener("keydown", (event) => {
      const set = event.key === "Enter" && event.target.matches("input") && event.target.closest("fieldset[data-question]");
      if (set) check(form, set);
    });
    for (const set of questions(form)) set.querySelector(".kit-check").addEventListener("click", () => check(form, set));
    form.querySelector(".kit-reset")?.addEventListener("click", () => reset(form));
    form.querySelector(".kit-export")?.addEventListener("click", save);
    form.classList.add("is-live");
    restore(form);
  }

  // Marks on the path: which quizzes were finished in this browser.
  function marks() {
    const all = read();
    for (const mark of document.querySelectorAll(".kit-progress[data-module]")) {
      const kept = Object.entries(all).filter(([name]) => name.startsWith(`${mark.dataset.module}@`)).map(([, one]) => one);
      const best = kept.sort((a, b) => Object.keys(b.tries).length - Object.keys(a.tries).length)[0];
      if (!best) continue;
      const right = Object.values(best.tries).filter((one) => one.right).length;
      mark.textContent = fill(mark.dataset.said || "{right} / {total}", { right, total: best.total });
      mark.classList.toggle("is-done", right === best.total);
    }
  }

  // Wide tables scroll: they must be reachable by keyboard.
  function scrollers() {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset__table, .md-typeset pre > code")) {
      if (box.scrollWidth > box.clientWidth && !box.hasAttribute("tabindex")) box.tabIndex = 0;
    }
  }

  for (const form of document.querySelectorAll("form.kit-quiz")) start(form);
  for (const button of document.querySelectorAll(".kit-print")) button.addEventListener("click", () => window.print());
  marks();
  scrollers();
  addEventListener("resize", scrollers);
  // The theme wraps tables after this script has run.
  new MutationObserver(scrollers).observe(document.body, { childList: true, subtree: true });
})();
