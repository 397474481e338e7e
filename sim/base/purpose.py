"""What a draw is for: the purposes of chance, one enumeration.

Numbers are part of every result: append, never renumber.
"""

from enum import IntEnum


class Purpose(IntEnum):
    """Fourth word of the counter of every draw (see `iei.sim.base.chance`)."""

    # start of the world (term 0)
    ENTERPRISE_PRODUCTIVITY = 1
    ENTERPRISE_POSTS = 2
    PRODUCTIVE_RETURN = 3
    ENTERPRISE_TASTE = 4
    ENTERPRISE_AWARENESS = 5
    COLLEGE_TASTE = 6
    COLLEGE_FIELDS = 7
    COLLEGE_SIZE = 8
    SEAT_SHARES = 9
    DRIFT_DIRECTION = 10
    GOVERNMENT_TASTE = 11
    START_ROUNDING = 12
    # shocks
    FRONTIER_NOISE = 20
    FIELD_GROWTH = 21
    ENTERPRISE_GROWTH = 22
    FIELD_FASHION = 23
    # information
    DEMAND_SIGNAL = 30
    PLANNER_SIGNAL = 31
    # choices
    ENTERPRISE_PEER = 43
    ENTERPRISE_CHOICE = 44
    COLLEGE_PEER = 48
    COLLEGE_CHOICE = 49
    GOVERNMENT_CHOICE = 50
    GOVERNMENT_TRIAL = 51
    GOVERNMENT_IMITATION = 52
    GOVERNMENT_REVISION = 53
    # formation and dissolution
    LINK_END = 60
    SEARCH_ORDER = 61
    VISIBLE = 62
    PROPOSAL = 63
    ACCEPTANCE = 64
    OWN_PROPOSAL = 65
    BROKER_COLLEGE = 66
    BROKER_ENTERPRISE = 67
    BROKER_ACCEPTANCE = 68
    # joint work
    DEPTH = 70
    MANDATE = 71
    MODE_ADOPTION = 72
    JOINT_ENTITY = 74
    # supervision
    AUDIT = 80
    DETECTION = 81
    EXCLUSION = 82
    # teachers, students
    TEACHER_CONVERSION = 90
    TEACHER_LOSS = 91
    TEACHER_AGEING = 92
    TEACHER_RETIREMENT = 93
    TEACHER_HIRE = 94
    EXPERT_HIRE = 95
    TEACHER_RECRUIT = 96
    TITLE_PROMOTION = 97
    TITLE_RETIREMENT = 98
    DROP_OUT = 100
    INTAKE = 101
    PROGRAMME_OPEN = 102
    PROGRAMME_CLOSE = 103
    # placement
    TALENT = 110
    ORDER_ACCEPTANCE = 111
    APPLICATION = 112
    HIRING_NOISE = 113
    SPILL_REGION = 115
    ABSORPTION = 116
    CAREER_CHANNEL = 117
    JOINT_HIRE = 118
    POST_NOTICE = 119
    # workforce
    EARLY_QUIT = 130
    QUIT = 131
    WORKFORCE_EXIT = 132
    POACHING = 133
    POACHER = 134
    REHIRE = 135
    # evaluation
    SCORE = 140
