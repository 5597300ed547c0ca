"""Worked examples of every figure, as text tables: plain data for the spec tests and the page that both sides sign.

In:   nothing.
Out:  `EXAMPLES`: dicts of figure, given ({symbol: number}), waits (seconds, for quantiles), expected.
Why:  a definition that both sides can work out on paper is one that they can sign.
Not here: the formulas (`params/glossary.yml`).

One week runs through them: 1,200 calls presented, 1,070 offered, 1,000 answered (860 within T = 20 s), 60 abandoned
(20 within T, 10 within S = 5 s), 10 that left the queue otherwise. Columns stand two or more blanks apart.
"""

from __future__ import annotations

import re

WEEK = """
presented                   1200
busy                        25
closed                      40
delivered                   1135
network_answered            1128
received                    1128
ivr_exit                    38
deflected                   20
offered                     1070
answered                    1000
abandoned                   60
overflow                    10
answered_within_threshold   860
abandoned_within_threshold  20
abandoned_short             10
wait_answered_s             18000
wait_abandoned_s            3600
talk_s                      210000
hold_s                      6000
acw_s                       24000
handle_s                    240000
ring_s                      4000
available_s                 100000
not_ready_s                 36000
logged_s                    380000
transferred                 80
resolved                    955
unresolved                  45
repeat_calls                130
callers_unique              930
"""

# figure, what is given, what comes out. Out of hours, 12 calls were offered.
FIGURES = """
vol.presented                 presented 1200                                                             1200
vol.delivered                 delivered 1135                                                             1135
vol.received                  received 1128                                                              1128
vol.offered                   offered 1070                                                               1070
vol.answered                  answered 1000                                                              1000
vol.out_of_hours              offered 12                                                                 12
carrier.efficiency            delivered 1135, presented 1200                                             0.945833
carrier.answered_by_platform  network_answered 1128, presented 1200                                      0.94
gap.carrier_acd               delivered 1135, received 1128                                              0.006167
answer_rate.agent             answered 1000, offered 1070                                                0.934579
answer_rate.ans_abn           answered 1000, abandoned 60                                                0.943396
answer_rate.net_short         answered 1000, abandoned 60, abandoned_short 10                            0.952381
answer_rate.global_incl_ivr   answered 1000, received 1128                                               0.886525
answer_rate.end_to_end        answered 1000, presented 1200                                              0.833333
sl.v1  answered_within_threshold 860, abandoned_within_threshold 20, answered 1000, abandoned 60  0.830189
sl.v2  answered_within_threshold 860, answered 1000                                              0.86
sl.v3  answered_within_threshold 860, answered 1000, abandoned 60                                0.811321
sl.v4  answered_within_threshold 860, answered 1000, abandoned 60, abandoned_within_threshold 20  0.826923
sl.v5  answered_within_threshold 860, abandoned_short 10, answered 1000, abandoned 60            0.820755
sl.v6  answered_within_threshold 860, answered 1000, abandoned 60, abandoned_short 10            0.819048
sl.v7  answered_within_threshold 860, answered 1000, abandoned 60, overflow 10                   0.803738
sl.v8  answered_within_threshold 860, presented 1200                                             0.716667
abandon                       abandoned 60, offered 1070                                                 0.056075
abandon.net_short             abandoned 60, abandoned_short 10, offered 1070                             0.04717
abandon.net_num_only          abandoned 60, abandoned_short 10, offered 1070                             0.046729
abandon.count                 abandoned 60                                                               60
abandon.short                 abandoned_short 10                                                         10
deflect                       deflected 20, received 1128                                                0.01773
asa                           wait_answered_s 18000, answered 1000                                       18
awt.all                       wait_answered_s 18000, wait_abandoned_s 3600, answered 1000, abandoned 60  20.377358
ata                           wait_abandoned_s 3600, abandoned 60                                        60
aht                           handle_s 240000, answered 1000                                             240
dmc                           talk_s 210000, hold_s 6000, answered 1000                                  216
talk                          talk_s 210000, answered 1000                                               210
acw                           acw_s 24000, answered 1000                                                 24
hold                          hold_s 6000, answered 1000                                                 6
occupancy                     handle_s 240000, available_s 100000                                        0.705882
occupancy.incl_ring           handle_s 240000, ring_s 4000, available_s 100000                           0.709302
utilisation                   handle_s 240000, logged_s 380000                                           0.631579
transfer                      transferred 80, answered 1000                                              0.08
fcr.declared                  resolved 955, answered 1000                                                0.955
fcr.repeat                    answered 1000, repeat_calls 130                                            0.87
repeat                        repeat_calls 130, answered 1000                                            0.13
redial                        answered 1000, abandoned 60, callers_unique 930                            1.139785
patience                      wait_answered_s 18000, wait_abandoned_s 3600, abandoned 60                 360
unresolved                    unresolved 45, answered 1000                                               0.045
"""

# Waits of answered calls, in seconds. A quantile between two waits lies on the line between them.
QUANTILES = """
wait.p50  4 9 20 35 102               20
wait.p50  4 9 20 35                   14.5
wait.p90  0 0 0 0 5 8 12 20 41 60     42.9
wait.max  4 9 20 35 102               102
"""

# The same week under the longer names of the reference table that the definitions were taken from.
REFERENCE = """
answer_rate.agent_offered       answer_rate.agent             0.934579
answer_rate.acd_ans_ab          answer_rate.ans_abn           0.943396
answer_rate.net_short           answer_rate.net_short         0.952381
answer_rate.global_incl_ivr     answer_rate.global_incl_ivr   0.886525
answer_rate.end_to_end          answer_rate.end_to_end        0.833333
carrier.efficiency_delivered    carrier.efficiency            0.945833
carrier.answered_by_platform    carrier.answered_by_platform  0.94
gap.carrier_to_acd              gap.carrier_acd               0.006167
sl.v1_all_credit_short_T        sl.v1                         0.830189
sl.v2_answered_only             sl.v2                         0.86
sl.v3_all_strict                sl.v3                         0.811321
sl.v4_excl_ab_le_T              sl.v4                         0.826923
sl.v5_credit_short_S            sl.v5                         0.820755
sl.v6_excl_ab_le_S              sl.v6                         0.819048
sl.v7_offered_incl_flowout      sl.v7                         0.803738
sl.v8_end_to_end                sl.v8                         0.716667
abandon.offered                 abandon                       0.056075
abandon.net_short               abandon.net_short             0.04717
abandon.net_num_only            abandon.net_num_only          0.046729
asa_s                           asa                           18.0
awt_all_s                       awt.all                       20.377358
ata_s                           ata                           60.0
aht_s                           aht                           240.0
dmc_s                           dmc                           216.0
acw_s                           acw                           24.0
occupancy                       occupancy                     0.705882
occupancy_incl_ring             occupancy.incl_ring           0.709302
utilisation_logged              utilisation                   0.631579
transfer_rate                   transfer                      0.08
fcr_agent                       fcr.declared                  0.955
fcr_repeat_72h                  fcr.repeat                    0.87
patience_est_s                  patience                      360.0
redial_ratio                    redial                        1.139785
"""


def rows(text: str) -> list[list[str]]:
    """The cells of a text table."""
    return [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines()]


def numbers(text: str) -> dict[str, float]:
    """ "answered 1000, offered 1070" as {"answered": 1000.0, "offered": 1070.0}."""
    return {name: float(value) for name, value in (part.split() for part in text.split(", "))}


COUNTS = {symbol: float(count) for symbol, count in rows(WEEK)}
EXAMPLES = [
    *(
        {"figure": figure, "given": numbers(given), "waits": [], "expected": float(expected)}
        for figure, given, expected in rows(FIGURES)
    ),
    *(
        {"figure": figure, "given": {}, "waits": [float(wait) for wait in waits.split()], "expected": float(expected)}
        for figure, waits, expected in rows(QUANTILES)
    ),
]
