"""What people and places are called in the demo."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    """
    Aaliyah Adam Adaeze Aidan Aisha Alan Alejandra Amara Amir Ananya Angela Anthony
    Beatriz Ben Bethan Bilal Brenda Callum Carmen Charlotte Chidi Chloe Claire Colin
    Craig Dariusz David Deborah Dev Diana Dmitri Donna Efua Elena Elijah Ella Emeka Emma
    Esther Farah Fatima Finn Fiona Gareth Gemma George Hamza Hannah Harpreet Hassan
    Helen Hiroshi Ian Imani Imran Ines Isaac Isla Ivan Jack Jade James Jamila Janet
    Jasmine Jerome Joanna José Joyce Kamal Karen Katarzyna Keisha Kevin Kofi Kwame Laila
    Lauren Leon Leroy Li Liam Linda Lorna Luca Lucy Magda Malik Margaret Marcus Mei
    Mohammed Monique Nadia Naomi Natalia Neil Nia Nikhil Nkechi Olga Olivia Omar Oscar
    Owen Patrice Paul Pauline Peter Philippa Rachel Rahul Rebecca Rhys Rosa Rukhsana
    Ruth Ryan Sabrina Samir Sandra Sean Shanice Siân Simon Siobhan Sofia Stephen Sunita
    Tamara Tariq Teresa Thandiwe Theo Tyrone Usman Valerie Vikram Wanjiru Wei Winston
    Yasmin Yusuf Zainab Zoë
    """
)
SURNAMES = _words(
    """
    Abara Abbott Achebe Adeyemi Ahmed Ali Allen Amoah Andersen Appiah Asante Bailey
    Banerjee Barker Begum Bell Bose Boyle Brennan Bright Brooks Byrne Campbell Carter
    Castillo Chan Chaudhry Chen Clarke Coleman Costa Cruz Dalton Das Davies Delgado
    Desai Diaz Dixon Dogan Duarte Dunn Edwards Eze Farrell Fernandes Fletcher Forde
    Foster Fraser Garcia Ghosh Gibson Gill Goldberg Gomez Graham Grant Griffiths Gupta
    Haddad Hamilton Harris Hassan Hayes Herrera Hill Hossain Hughes Hussain Ibrahim
    Iqbal Ito Jackson Jansen Jenkins Johansson Jones Joseph Kamara Kaplan Kaur Kelly
    Khan Kim Kowalski Kumar Lam Lawson Lee Lewis Lim Lindqvist Lopez MacDonald Mahmood
    Malik Marshall Martins Mazur McKenna Mehta Mendes Mensah Mitchell Mohamed Morgan
    Morris Murphy Mwangi Nasser Ndlovu Nguyen Novak Nowak O'Brien O'Connell Odhiambo
    Okeke Oliveira Osei Owusu Park Patel Pereira Petrov Phillips Pillai Popescu Price
    Quinn Rahman Ramirez Reddy Reid Rivera Roberts Rodrigues Rossi Russell Santos Schulz
    Sesay Shah Sharma Silva Singh Stewart Suzuki Taylor Thapa Thomas Tran Turner Usmani
    Vasquez Walker Walsh Ward Watson Williams Wilson Wong Wright Yilmaz Young Zhang
    """
)

# Postal districts; the part of a postcode after the space is drawn.
POSTAL_DISTRICTS = _words(
    """
    AB24 B13 B29 BA2 BD9 BH8 BN2 BR3 BS7 BT7 CB4 CF11 CH2 CR0 CT1 CV6 DA7 DD4 DE22 DH1
    DN4 DY8 E17 EH11 EN3 EX4 G12 G41 GL51 GU14 HA3 HD3 HG2 HP13 HU5 IG1 IP4 KT6 L8 L15
    LA1 LE2 LN5 LS8 LU3 M16 M20 ME7 MK6 N15 N22 NE4 NG5 NN3 NP20 NR2 NW10 OL8 OX4 PE2
    PL4 PO4 PR2 RG30 RM7 S7 S10 SA2 SE15 SE23 SK4 SM4 SN2 SO17 SR4 SS2 ST4 SW16 SW19 TA2
    TN2 TS5 TW7 UB5 W13 WA4 WD18 WF2 WN5 WR4 WV3 YO24
    """
)
# The letters Royal Mail uses there.
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"

# The first three digits of ZIP codes, the time zone there, and a telephone area code.
ZIP_AREAS = (
    ("054", "America/New_York", "802"),
    ("021", "America/New_York", "617"),
    ("112", "America/New_York", "718"),
    ("606", "America/Chicago", "312"),
    ("752", "America/Chicago", "214"),
    ("802", "America/Denver", "303"),
    ("900", "America/Los_Angeles", "213"),
)

DISPUTES = (
    "I never opened this account",
    "the amount is wrong, I paid part of it in cash",
    "I sent the goods back and was promised a refund",
    "this belongs to the person who lived here before me",
    "somebody used my card without asking",
)
HOLDS = (
    "I am off work after an operation",
    "my hours were cut and I need a month",
    "a debt adviser is drawing up a budget with me",
)
