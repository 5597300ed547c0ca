"""Every finding of the training checker: the smallest breach that raises it, the largest pass that does not.

In:   nothing.
Out:  `CASES`, by slug.
Why:  a rule that nothing raises in a test can be broken without anybody noticing, and a limit that is tried far from
      its border can move. Each row changes the small tree twice: just enough, and one step less.
Not here: the tests that try them (`rules/test_every_finding.py`).
"""

from __future__ import annotations

from training_changes import (
    AS_IT_IS,
    M1,
    M2,
    U1,
    add,
    block,
    both,
    both_edits,
    cut,
    edit,
    edits,
    fewer_words,
    lasting,
    module,
    notebook,
    quiz,
    shared,
    write,
)

THIN = {"few_learner_words", "few_facilitator_words"}  # what a longer module lacks besides, in this small tree
DATES = "seen_on: 2026-11-01, valid_until: 2027-06-30"
FACT = f'other: {{value: "1", says: {{fr: Un, en: One}}, source: S, {DATES}, confirmed: true}}'
SECOND = (
    '::: exercise e2 5 solo "Encore"\n1. Un.\n:::\n\n::: answer e2\n1. Un.\n:::\n\n::: facilitator e2\n'
    + "\n".join(f"- {key}: Un." for key in ("instructions", "expected", "mistakes", "short"))
)
RIGHT = '{id: b, right: true, text: {fr: "Une autre phrase bien à elle (1)'
QUIZ = f"{M1}/quiz.yml"
PATH = "paths/initial.yml"

# slug: (smallest breach, largest pass[, what else the largest pass raises])
CASES: dict[str, tuple] = {
    # files
    "no_file": ([lambda tree: (tree.root / M1 / "en.md").unlink()], AS_IT_IS),
    "not_utf8": (
        [write("verbs.yml", "verbs: {give: {fr: donné, en: give}}".encode("latin-1"))],
        [lambda tree: write("verbs.yml", b"\xef\xbb\xbf" + (tree.root / "verbs.yml").read_bytes())(tree)],
    ),
    "yaml_syntax": ([add("verbs.yml", "  go: {fr: aller\n")], [add("verbs.yml", "  go: {fr: aller, en: go}\n")]),
    "empty_file": ([write("verbs.yml", "# none yet\n")], [write("verbs.yml", "verbs: {}\n")]),
    "no_keys": ([write("verbs.yml", "- give\n")], [write("verbs.yml", "verbs: {}\n")]),
    "refused": (module(("group_max: 8", "group_max: 0")), module(("group_max: 8", "group_max: 1"))),
    "id_is_not_name": ([edit("paths/continuous.yml", "id: continuous", "id: continuou")], AS_IT_IS),
    "id_pattern": (module(("id: u01-hold", "id: m01-hold"), of=U1), AS_IT_IS),
    "id_twice": (block('case k1 "Encore"'), block('mailtext k1 "Encore"')),
    "fact_twice": (
        [add("facts/alpha.yml", "  " + FACT.replace("other", "hold_max", 1) + "\n")],
        [add("facts/alpha.yml", "  " + FACT + "\n")],
    ),
    # blocks and headings
    "block_unknown": (block('music "Un"'), block('tip "Un"')),
    "block_near": (block('tipp "Un"'), block('tip "Un"')),
    "block_open": (both('::: tip "Un"\nUn mot.'), block('tip "Un"')),
    "block_not_open": (both(":::"), both("::")),
    "block_nested": (
        both('::: tip "Un"\n::: tip "Deux"\nUn mot.\n:::'),
        both('::: tip "Un"\n:::\n::: tip "Deux"\nUn mot.\n:::'),
    ),
    "block_lacks": (block("case k9"), block('case k9 "T"')),
    "block_word": (block('mailtext t9 "T" rich'), block('mailtext t9 "T" poor')),
    "block_minutes": (
        both_edits(("e1 20 pair", "e1 1000 pair"), ("e1 20 pair", "e1 1000 pair")),
        both_edits(("e1 20 pair", "e1 999 pair"), ("e1 20 pair", "e1 999 pair")),
    ),
    "block_mode": (
        both_edits(("20 pair", "20 pairs"), ("20 pair", "20 pairs")),
        both_edits(("20 pair", "20 group"), ("20 pair", "20 group")),
    ),
    "block_of_nothing": (block("answer e9"), AS_IT_IS),
    "heading_in_block": (block('tip "Un"', "### Un"), block('tip "Un"', "```\n### Un\n```")),
    "no_title": (
        both_edits(("# Accueillir", "Accueillir"), ("# Greeting", "Greeting")),
        both_edits(("# Accueillir", "# A"), ("# Greeting", "# G")),
    ),
    "second_title": (both("# Encore {#s2}", "# Again {#s2}"), both("## Encore {#s2}", "## Again {#s2}")),
    "level_skipped": (both("#### Un"), both("### Un\n\n#### Deux")),
    "heading_id": (both("## Un"), both("### Un")),
    # wording
    "variable_unknown": (both("{{xyzzy}}."), both("{{tool}}.")),
    "variable_near": (both("{{tols}}."), both("{{tool}}.")),
    "variable_braces": (both("{{Tool}}."), both("{{ tool | cap }}.")),
    "avoided": (both("Un problème."), both("Un ~~problème~~ ou un problématique.")),
    "elision": (
        both("La vie de {{public.the}}.", "The life {{public.of}}."),
        both("La vie {{public.of}}.", "The life {{public.of}}."),
    ),
    "client_word": (both("Un docker."), both("Un docker.", to=M2)),
    "long_sentence": (both("mot " * 28 + "mot.", "word " * 28 + "word."), both("mot " * 27 + "mot.", "word " * 28)),
    "exclamation": (both("Oui !", "Yes!"), both("« Oui ! »", "“Yes!”")),
    "link_kind": (both("[un](https://example.org)"), both("[un](sheet:hold)")),
    "link_target": (both("[un](sheet:zzz)"), both("[un](sheet:hold)")),
    "link_near": (both("[un](sheet:hald)"), both("[un](sheet:hold)")),
    "link_anchor": (both("[un](sheet:hold#s2)"), both("[un](sheet:hold#s1)")),
    # the two languages
    "parity_part": (
        [edit(f"{M1}/en.md", '"Too fast" poor', '"Too fast"')],
        [edit(f"{M1}/en.md", '"Too fast" poor', '"Too quick" poor')],
    ),
    "parity_more": ([add(f"{M1}/en.md", '\n::: tip "One"\nA word.\n:::\n')], block('tip "Un"')),
    "parity_variables": (both("Avec {{tool}}.", "With it."), both("Avec {{client_short}}.", "The line {{client_of}}.")),
    "parity_links": (both("[un](sheet:hold)", "one"), both("[un](sheet:hold)", "[one](sheet:hold)")),
    "parity_tables": (
        [edit(f"{M1}/en.md", "| Start | The formula |", "| Start | The formula |\n| End | Thanks |")],
        both_edits(("| Début |", "| Fin | Merci |\n| Début |"), ("| Start |", "| End | Thanks |\n| Start |")),
    ),
    "parity_tasks": (
        [edit(f"{M1}/en.md", "2. Say it without paper.", "2. Say it without paper.\n3. Again.")],
        [edit(f"{M1}/en.md", "2. Say it without paper.", "2. Say it without paper.\n\nAgain.")],
    ),
    "parity_items": (
        [edit(f"{M1}/en.md", "- What does he fear?", "- What does he fear?\n- And then?")],
        [edit(f"{M1}/en.md", "- What does he fear?", "- What does he fear?\n  And then?")],
    ),
    "parity_turns": (
        [edit(f"{M1}/en.md", "N: Silence.", "C: Silence.")],
        [edit(f"{M1}/en.md", "N: Silence.", "N: Nothing at all.")],
    ),
    "parity_pairs": (
        [edit(f"{M1}/en.md", "- You must wait =>", "- Wait => A moment\n- You must wait =>")],
        [edit(f"{M1}/en.md", "- You must wait =>", "- Wait, you must wait =>")],
    ),
    "untranslated": (both("un deux trois cinq six sept"), both("un deux trois cinq six")),
    # quiz
    "quiz_one_right": (
        [edit(QUIZ, RIGHT, RIGHT.replace("true", "false"))],
        edits(
            QUIZ,
            ("kind: single", "kind: multiple"),
            ('c, right: false, text: {fr: "Une troisième', 'c, right: true, text: {fr: "Une troisième'),
        ),
        {"quiz_longest"},
    ),
    "quiz_some_right": (
        edits(QUIZ, ("kind: single", "kind: multiple"), (RIGHT, RIGHT.replace("true", "false"))),
        [edit(QUIZ, "kind: single", "kind: multiple")],
    ),
    "quiz_choices": (quiz(choices=5), quiz(choices=4)),
    "quiz_same_text": (
        [edit(QUIZ, '"Une phrase courte (1)."', '"Une autre phrase bien à elle (1)."')],
        [edit(QUIZ, '"Une phrase courte (1)."', '"Une autre phrase bien à elle (1)"')],
    ),
    "quiz_same_feedback": (
        [edit(QUIZ, '"Non, la phrase a 1 dit pourquoi."', '"Non, la phrase c 1 dit pourquoi."')],
        [edit(QUIZ, '"Non, la phrase a 1 dit pourquoi."', '"Non, la phrase c 1 dit pourquoi"')],
    ),
    "quiz_few": (quiz(asked=7), quiz(asked=8)),
    "quiz_few_certification": (quiz(certified=2), quiz(certified=3)),
    "quiz_micro_certification": ([edit(f"{U1}/quiz.yml", "certification: false", "certification: true")], AS_IT_IS),
    "quiz_double": ([edit(QUIZ, "id: q2\n", "id: q1\n")], [edit(QUIZ, "id: q2\n", "id: q12\n")]),
    "quiz_first": (quiz(first=9, asked=17), quiz(first=8, asked=17)),
    "quiz_longest": (quiz(longest=11, asked=17), quiz(longest=10, asked=17)),
    # module
    "unknown_objective": (
        [edit(f"{M1}/roleplay.yml", "objective: o1", "objective: o3")],
        [edit(f"{M1}/roleplay.yml", "objective: o1", "objective: o2")],
    ),
    "objective_not_assessed": (
        [edit(QUIZ, "objective: o2", "objective: o1")],
        [edit(QUIZ, "objective: o2", "objective: o1"), edit(f"{M1}/roleplay.yml", "objective: o1", "objective: o2")],
    ),
    "objective_form": ([edit(f"{M1}/fr.md", "- o2: C", "- o2 C")], [edit(f"{M1}/fr.md", "- o2: C", "- o2 : C")]),
    "objective_missing": ([edit(f"{M1}/fr.md", "- o2: Choisir", "- o3: Choisir")], AS_IT_IS),
    "objective_verb": (
        [edit(f"{M1}/fr.md", "- o2: Choisir", "- o2: Choisira")],
        [edit(f"{M1}/fr.md", "- o2: Choisir", "- o2: Ne choisir")],
    ),
    "no_objectives": (cut("::: objectives"), AS_IT_IS),
    "no_when": (module(("when: [{day: 1, half: am}]\n", "")), AS_IT_IS),
    "unknown_verb": (
        module(("verb: choose", "verb: sing")),
        [edit("verbs.yml", "  choose:", "  sing: {fr: chanter, en: sing}\n  choose:")],
    ),
    "unknown_style": (module(("scope: client:alpha", "scope: client:gamma"), of=M2), AS_IT_IS),
    "unknown_criterion": (
        module(("verb: give, criteria: [C1]", "verb: give, criteria: [C3]")),
        module(("verb: give, criteria: [C1]", "verb: give, criteria: [E1]")),
    ),
    "unknown_signal": (
        module(("signal: hold", "signal: holds"), of=U1),
        module(("signal: hold", "signal: asa"), of=U1),
    ),
    "unknown_fact": (module(("facts: [hold_max]", "facts: [hold_max, hold_min]")), AS_IT_IS),
    "unknown_module": (
        [edit("reasons.yml", "[m01-greeting]", "[m03-greeting]")],
        [edit("reasons.yml", "[m01-greeting]", "[u01-hold]")],
    ),
    "unknown_term": (
        [edit("glossary.yml", "see: [hold]", "see: [held]")],
        [edit("glossary.yml", "see: [hold]", "see: [hold, answer_rate.agent]")],
    ),
    "unknown_gate": ([edit(PATH, "gate: live", "gate: life")], AS_IT_IS),
    "fact_scope": (
        [*both("{{fact.housing_min_hours}}."), *module(("[hold_max]", "[hold_max, housing_min_hours]"))],
        [*both("{{fact.hold_max}}.", to=M2), *module(("[housing_min_hours]", "[housing_min_hours, hold_max]"), of=M2)],
    ),
    "fact_not_named": (module(("facts: [hold_max]", "facts: []")), AS_IT_IS),
    "fact_not_used": (
        module(("[housing_min_hours]", "[housing_min_hours, hold_max]"), of=M2),
        [*both("{{fact.hold_max}}.", to=M2), *module(("[housing_min_hours]", "[housing_min_hours, hold_max]"), of=M2)],
    ),
    "fact_expired": (
        [edit("facts/common.yml", "valid_until: 2027-12-31", "valid_until: 2026-11-22")],
        [edit("facts/common.yml", "valid_until: 2027-12-31", "valid_until: 2026-11-23")],
    ),
    "fact_unconfirmed": ([edit("facts/common.yml", "confirmed: true", "confirmed: false")], AS_IT_IS),
    "facts_await": (
        [edit("facts/common.yml", "scope: common\n", "scope: common\nawaits: {fr: Un, en: One}\n")],
        AS_IT_IS,
    ),
    "unknown_shared": (both("::: include conduct\n:::"), shared()),
    "include_text": (
        shared(included="::: include conduct\nUn mot.\n:::"),
        shared(included="::: include conduct\n\n:::"),
    ),
    "shared_unused": (shared(included=""), shared()),
    "shared_block": (shared('::: case k1 "Un"\nUn mot.\n:::'), shared('::: tip "Un"\nUn mot.\n:::')),
    "shared_heading": (shared("### Un"), shared("**Un**")),
    "shared_link": (shared("[un](sheet:hold)"), shared("[un] (hold)")),
    # plan and exercises
    "plan_sum": (module(("minutes: 60", "minutes: 61")), AS_IT_IS),
    "plan_section": (module(("section: s1", "section: s2")), AS_IT_IS),
    "plan_exercise": (module(("exercise: e1", "exercise: e2")), AS_IT_IS),
    "plan_card": (module(("cards: [r1]", "cards: [r2]")), AS_IT_IS),
    "exercise_not_planned": (
        both(SECOND + "\n:::"),
        [
            *both(SECOND + "\n:::"),
            *module(
                (
                    "{minutes: 10, step: quiz}",
                    "{minutes: 5, step: exercise, exercise: e2}\n  - {minutes: 5, step: quiz}",
                )
            ),
        ],
    ),
    "exercise_no_task": (
        both_edits(("1. Dites-la une fois.\n2. D", "D"), ("1. Say it once.\n2. S", "S")),
        both_edits(("1. Dites-la une fois.\n2. D", "1. D"), ("1. Say it once.\n2. S", "1. S")),
    ),
    "exercise_no_answer": (
        cut("::: answer e1"),
        [
            *cut("::: answer e1"),
            *both_edits(
                ('la formule"', 'la formule" facilitator_only'), ('the formula"', 'the formula" facilitator_only')
            ),
        ],
    ),
    "facilitator_missing": (cut("::: facilitator debrief"), cut("::: case k1")),
    "guide_key": (
        both_edits(("- short: Une", "- ahead: Une"), ("- short: Once", "- ahead: Once")),
        both_edits(("- short: Une", "- ahead: Un.\n- short: Une"), ("- short: Once", "- ahead: One.\n- short: Once")),
    ),
    "guide_unknown_key": (
        both_edits(("- short: Une", "- later: Un.\n- short: Une"), ("- short: Once", "- later: One.\n- short: Once")),
        both_edits(("- short: Une", "- ahead: Un.\n- short: Une"), ("- short: Once", "- ahead: One.\n- short: Once")),
    ),
    "dialogue_line": (
        both_edits(("N: Un", "Un"), ("N: Sil", "Sil")),
        both_edits(("N: Un", "N : Un"), ("N: Sil", "N : Sil")),
    ),
    "say_line": (
        both_edits(("attendre =>", "attendre >"), ("wait =>", "wait >")),
        both_edits(("attendre =>", "attendre=>"), ("wait =>", "wait=>")),
    ),
    "few_learner_words": (fewer_words(f"{U1}/fr.md", 349, False), fewer_words(f"{U1}/fr.md", 350, False)),
    "few_facilitator_words": (fewer_words(f"{U1}/fr.md", 119, True), fewer_words(f"{U1}/fr.md", 120, True)),
    "few_dialogues": (
        [*lasting(120), *cut("::: dialogue d2")],
        [*lasting(119), *cut("::: dialogue d2")],
        {"few_exercises"},
    ),
    "few_exercises": (lasting(90), lasting(89)),
    "few_tasks": (lasting(141), lasting(140), THIN | {"few_exercises"}),
    # order of modules
    "prerequisite_later": (
        [*module(("day: 1, half: am", "day: 2, half: am")), edit(PATH, "{day: 1, am: [m01-greeting]}", "{day: 1}")],
        [*module(("day: 1, half: am", "day: 1, half: pm")), edit(PATH, "am: [m01-greeting]", "pm: [m01-greeting]")],
    ),
    "cycle": (module(("prerequisites: []", "prerequisites: [m02-local-rules]")), AS_IT_IS),
    "half_full": (lasting(241), lasting(240), THIN | {"few_exercises", "few_tasks"}),
    "path_half": (
        [edit(PATH, "{day: 1, am:", "{day: 1, pm:")],
        [edit(PATH, "      - {day: 1, am: [m01-greeting]}\n", "")],
    ),
    # notebooks
    "notebook_unreadable": ([write("notebooks/lire.ipynb", "{")], notebook("# Reading")),
    "notebook_untranslated": (notebook(None), notebook("# Reading")),
    "notebook_stale": (notebook("# Reading", source="# Lire."), notebook("# Reading")),
}
