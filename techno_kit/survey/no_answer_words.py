"""What labels of no answer say, in several languages: the lists behind `no_answer`.

They are this kit's own, in plain letters where they are patterns: an apostrophe is a blank there.
"""

import re
from typing import Final

_NOT: Final = (
    r"(?:(?:do|does|did|could)(?: not|n ?t)|don ?t|dont|can ?not|can ?t|unable to|not able to)"
)
_TELL: Final = (
    r"(?:know|answer|say|remember|recall|rate|tell|judge|choose|decide|evaluate|assess|estimate"
    r"|comment)"
)
_ENOUGH: Final = r"(?: enough(?: (?:about|to) \w+(?: \w+)?)*)?"
_SPEAK: Final = r"(?:say|answer|respond|disclose|state|tell|share|reply|comment)"
_UNDONE: Final = (
    r"(?:ascertained|stated|available|reported|asked|known|answered|specified|given|recorded"
    r"|determined|disclosed|collected|reached|administered|coded|codeable|codable|imputable)"
)
#: English with its small words.
ENGLISH: Final = re.compile(
    rf"(?:(?:i|we|r|respondent) )?(?:really |honestly |just )?{_NOT} {_TELL}{_ENOUGH}"
    r"|dunno|(?:i )?(?:have )?no (?:opinion|view|idea|answer|comment)(?: at all| on (?:it|this))?"
    rf"|(?:i )?{_NOT} have an? (?:opinion|view|answer)(?: on (?:it|this))?"
    r"|(?:(?:i|r|respondent) )?refused|(?:i )?(?:refused?|refuses|declined?|declines) to "
    rf"{_SPEAK}"
    r"|(?:i )?(?:would |d )?(?:prefer|rather|choose|chose|chooses|wish|prefers|wishes) not "
    rf"(?:to )?{_SPEAK}|(?:i )?prefer not(?: to)?|i (?:would |d )rather not"
    rf"|(?:i )?(?:{_NOT} (?:want|wish|like|care)|(?:not|un) ?willing) to {_SPEAK}"
    rf"|(?:i )?(?:will not|won ?t) {_SPEAK}"
    rf"|(?:question |item )?not {_UNDONE}(?: (?:in|on|of|at|by|due|because|for this|to this)\b.*)?"
    r"|(?:question |item )?not applicable|(?:question|item)s? (?:was |were )?(?:never|not) "
    r"(?:seen|shown|presented|displayed|asked)"
    r"|(?:item )?(?:no|non) ?(?:answer|response|reply)(?: (?:given|provided|recorded))?"
    r"|(?:left )blank(?: .*)?|blank (?:answer|response|cell)"
    r"|(?:user |system |filter |item )?missing(?: (?:data|values?|answer|response|item|by|due|in"
    r"|other|filter|skip|at random)\b.*)?|data (?:is |are )?(?:missing|not available)"
    r"|(?:hard|difficult|impossible|too (?:early|soon|hard|difficult)) to "
    r"(?:say|tell|judge|answer)"
    r"|in ?applicable(?: .*)?|inap(?: .*)?|not in universe"
    r"|(?:(?:r|respondent|valid|invalid|legitimate|logical|planned|web|partial|item|question) )*"
    r"skip(?:ped)?(?: (?:on|by|due|because|pattern|(?:the |this )?question|(?:the |this )?item"
    r"|web|logic|in error|on web)\b.*)?"
    r"|web partial(?: .*)?|partial (?:skip|interview|iw)(?: .*)?|(?:interview )?break ?off(?: .*)?"
    r"|(?:.* )?(?:answered|selected|checked|marked|given|chosen|recorded|ticked|entered"
    r"|responses?|answers?) in error(?: .*)?"
    r"|(?:.* )?commission error|(?:technical|data|coding|routing|punching|filter) error"
    r"|multiple (?:responses?|answers?|marks?)(?: (?:given|selected|marked|checked))?"
    r"|(?:unreadable|illegible|non ?conforming|uncod[e]?able)(?: .*)?"
    r"|(?:invalid|implausible|out of range) (?:answers?|responses?|values?|code|entry)"
)
#: Whole labels of codes and of other languages.
LABELS: Final = (
    "refusal|unknown|skipped|inapplicable|nonresponse|dk|d/k|d.k.|na|n/a|n.a.|nr|n.r.|ref|dk/na"
    "|dk/nr|dk/ref|iap|dnk|pnta|pnts|dwta|see codebook",
    "weet niet|weet ik niet|weet ik nog niet|weet ik niet meer|weet het niet|weet het nog niet"
    "|ik weet het niet|ik weet niet|weet echt niet|geen idee|geen antwoord|geen antwoord gegeven"
    "|geen mening|ik heb geen mening|heb geen mening|heb ik geen mening over"
    "|daar heb ik geen mening over|geen oordeel|geen opgave|geen reactie|wil niet zeggen"
    "|wil ik niet zeggen|dat wil ik niet zeggen|wil liever niet zeggen|wil ik liever niet zeggen"
    "|zeg ik liever niet|liever niet zeggen|wil niet antwoorden|wil geen antwoord geven"
    "|niet van toepassing|n.v.t.|nvt|onbekend|geweigerd|weigert|weigering|weigert te antwoorden"
    "|niet gevraagd|niet ingevuld|kan ik niet zeggen|kan ik niet beoordelen|kan niet beoordelen"
    "|kan dit niet beoordelen|kan ik niet beantwoorden|kan geen oordeel geven|niet te beoordelen"
    "|overgeslagen|moeilijk te zeggen",
    "weiß nicht|weiß ich nicht|ich weiß nicht|ich weiß es nicht|weiß es nicht|weiß nicht genau"
    "|keine ahnung|keine angabe|keine angaben|keine antwort|keine meinung|ich habe keine meinung"
    "|habe keine meinung|dazu habe ich keine meinung|verweigert|verweigerung|antwort verweigert"
    "|möchte ich nicht sagen|möchte nicht antworten|möchte ich nicht beantworten"
    "|will ich nicht sagen|entfällt|nicht anwendbar|unbekannt|k.a.|w.n.|kann ich nicht sagen"
    "|kann ich nicht beurteilen|kann nicht beurteilen|kann ich nicht einschätzen"
    "|kann ich nicht beantworten|nicht gefragt|nicht erhoben|tnz|mehrfachnennung"
    "|unzulässige mehrfachantwort|schwer zu sagen",
    "ne sait pas|ne sais pas|je ne sais pas|nsp|nspp|sans opinion|sans avis|pas d'opinion"
    "|pas d'avis|aucune opinion|aucun avis|je n'ai pas d'avis|je n'ai pas d'opinion"
    "|n'a pas d'opinion|sans réponse|pas de réponse|n'a pas répondu|non réponse|refus"
    "|refus de répondre|refuse de répondre"
    "|ne se prononce pas|ne veut pas répondre"
    "|ne souhaite pas répondre|je ne souhaite pas répondre|je ne veux pas répondre"
    "|préfère ne pas répondre|je préfère ne pas répondre|préfère ne pas dire"
    "|je préfère ne pas dire|ne peut pas dire|je ne peux pas juger|ne peut pas juger"
    "|difficile à dire|impossible à dire|non applicable|sans objet|non concerné|non renseigné"
    "|question non posée|inconnu",
    "no sabe|no sé|no lo sé|no contesta|no contestó|no responde|no respondió|no sabe no contesta"
    "|ns/nc|ns/nr|ns|nc|n.s.|n.c.|sin respuesta|sin opinión|no tiene opinión|no tengo opinión"
    "|no aplica|no aplicable|no procede|no corresponde|no recuerda|no quiere responder"
    "|no quiere contestar|no quiero responder|no quiero contestar|rehúsa|rehusó"
    "|se niega a responder|se niega a contestar|no sabría decir|no puede decir|difícil de decir"
    "|prefiero no decir|prefiero no decirlo|prefiero no responder|prefiero no contestar"
    "|prefiere no responder|prefiere no contestar|prefiere no decir|desconocido|no preguntado",
    "não sabe|não sei|não responde|não respondeu|sem resposta|sem opinião|não tenho opinião"
    "|não tem opinião|não se aplica|não aplicável|recusa|recusou|recusou-se a responder"
    "|não quis responder|não quer responder|não quero responder|prefiro não responder"
    "|prefiro não dizer|prefere não responder|não sei dizer",
    "non so|non sa|non saprei|non risponde|nessuna risposta|nessuna opinione|senza opinione"
    "|non ho un'opinione|non applicabile|non si applica|preferisco non rispondere"
    "|preferisce non rispondere|preferisco non dirlo|non voglio rispondere|rifiuta|rifiuto",
    "vet ej|vet inte|vet ikke|ved ikke|vill ej svara|vill inte svara|vil ikke svare"
    "|ønsker ikke å svare|ønsker ikke at svare|inget svar|ej svar|intet svar|ikke svar|ubesvart"
    "|uoplyst|uppgift saknas|ingen åsikt|ingen uppfattning|ej tillämpligt|ej aktuellt"
    "|ikke aktuelt|kan inte ta ställning|ei osaa sanoa|en osaa sanoa|eos|ei vastausta"
    "|en halua vastata|ei halua vastata",
    "nie wiem|nie mam zdania|trudno powiedzieć|odmowa|odmowa odpowiedzi|nie dotyczy"
    "|brak odpowiedzi|brak danych|nevím|neví|bez odpovědi|odmítl|neodpověděl|nem tudja|nem tudom"
    "|nem válaszol|nu știu|nu răspund|bilmiyorum|fikrim yok|cevap yok|δεν γνωρίζω|δεν ξέρω"
    "|δεν απαντώ|не знаю|не знает|не могу сказать|трудно сказать|затрудняюсь ответить"
    "|нет ответа|отказ|отказ от ответа|отказался отвечать|не применимо|لا أعرف|لا ينطبق",
    "わからない|分からない|わかりません|分かりません|無回答|回答なし|回答しない|回答拒否"
    "|答えたくない|答えられない|回答したくない|判断できない|評価できない|意見なし|不明|非該当"
    "|該当なし|該当せず|対象外|不知道|说不清|很难说|难说|拒绝回答|拒答|无回答|未回答|不适用|無意見"
    "|没有意见|모름|모르겠다|모르겠음|잘 모르겠다|잘 모름|무응답|응답 거절|응답거절|해당 없음"
    "|해당없음",
)
#: Beside "don't know" these say no more than it; alone they are answers.
WEAK: Final = (
    "not sure|unsure|uncertain|undecided|other|anders|autre|otro|outro|その他|niet zeker"
    "|unsicher|unentschieden"
)
#: Answers all the same, but at no place of a scale.
OTHER: Final = (
    "other|others|another|other answer|anders|overig|overige|andere|anderes|sonstige|sonstiges"
    "|autre|autres|otro|otra|otros|outro|outra|altro|その他|其他|기타|depends|it depends"
    "|that depends|hangt ervan af|kommt darauf an|das kommt darauf an|ça dépend|cela dépend"
    "|depende|dipende|blank"
)
#: At an end of a scale these are no point of it, unless others speak of knowing or of using.
UNHEARD: Final = re.compile(
    r"(?:i )?(?:(?:have |ve )?(?:never|not)|haven ?t|had ?n ?t)(?: even| really)? "
    r"heard (?:of|about|anything|enough)\b.*"
    r"|(?:i )?(?:do not|don ?t) know (?:it|this|them|this \w+)"
    r"|(?:daar )?(?:heb ik )?(?:nog )?nooit van gehoord|(?:noch )?nie (?:davon |von \w+ )?gehort"
    r"|ken ik (?:het |dit |deze )?niet|ik ken het niet|niet bekend mee|(?:ich )?kenne (?:ich )?"
    r"(?:es |das )?nicht|(?:n ?a |n ?ai )?jamais entendu parler.*|(?:je )?ne (?:le |la )?connai[ts]"
    r"s? pas|nunca (?:he |ha )?oido (?:hablar )?.*|no (?:lo |la )conozco|no conozco|nao conheco"
    r"|non (?:lo |la )?conosco|聞いたこと[がか]ない|聞いたことはない|知らない"
)
MET: Final = re.compile(
    r"\b(?:heard|kn[eo]w|aware|familiar|us(?:e|ed|es|ing)\b|tr(?:y|ied)|own|consider|interest"
    r"|gehoord|ken|bekend|gebruik|gehort|kenn|bekannt|nutz|entendu|conna|utilis|oido|conoc|uso\b"
    r"|conhe|uso|conosc)"
    r"|聞いた|知って"
)
#: No answers, but where other levels say the opposite of them: then they are points.
#: A pair is the pattern of such a label, and that of the others.
TURNED: Final = (
    (
        re.compile(r"(?:question |item )?not applicable(?: (?:to|for) (?:me|us)(?: at all)?)?"),
        re.compile(r"\b(?:applicable|appl(?:y|ies|ied) to)\b"),
    ),
    (
        re.compile(
            r"(?:this )?(?:does not|doesn ?t|did not|didn ?t|do not|don ?t) apply(?: (?:to|for) "
            r"(?:me|us|my \w+))?"
        ),
        re.compile(r"\bappl(?:y|ies|ied|icable)\b"),
    ),
    (
        re.compile(r"niet van toepassing(?: op mij)?"),
        re.compile(r"van toepassing"),
    ),
    (
        re.compile(
            r"(?:it is )?not relevant(?: (?:to|for) (?:me|us))?|niet relevant(?: voor mij)?"
            r"|nicht relevant|ikke relevant|ej relevant|inte relevant|no (?:es )?relevante"
            r"|non pertinent(?:e)?"
        ),
        re.compile(r"relevan|pertinent"),
    ),
    (
        re.compile(
            r"trifft (?:auf mich )?nicht zu|nicht zutreffend|betrifft mich nicht|trifft nicht zu "
            r".*filter.*"
        ),
        re.compile(r"trifft|zutreff|zutrifft"),
    ),
    (
        re.compile(r"(?:ca |cela )?ne (?:me |s )(?:concerne|applique) pas|pas concernee?"),
        re.compile(r"concern|appliqu"),
    ),
    (re.compile(r"no se aplica|no me aplica|nao se aplica"), re.compile(r"\baplic")),
    (re.compile(r"該当しない|(?:あて|当て)はまらない"), re.compile("該当|あては|当ては")),
    (
        re.compile(
            r"(?:i )?(?:have ?n ?t|have not|never) (?:really )?thought (?:much |enough |a lot )?"
            r"(?:about (?:it|this|that))?.*"
        ),
        re.compile(r"\bthought|\bthink"),
    ),
)
#: Beside codes below zero on a scale without such: what files call those whom no answer is of.
TECHNICAL: Final = re.compile(
    r"\b(?:missing|skip(?:ped)?|errors?|invalid|inap\w*|iap|nap|nav|ascertained|break ?off"
    r"|unreadable|proxy|(?:never|not) (?:seen|asked|shown|reached|invited|collected|released"
    r"|available|imputed|part of|in (?:panel|universe|this))|non ?(?:interview|response)"
    r"|no (?:data|interview|post|pre)\b|deleted|suppressed|filter(?:ed)?|unzulassig\w*"
    r"|unplausibel|implausib\w*|nicht (?:enthalten|erhoben|gefragt|teil|generierbar)"
    r"|mehrfach\w*|datenfehler|ontbrek\w*|manquant\w*|perdid\w*)\b"
)
#: What an interviewer is told, beside the label: "(VOL.)", "[DO NOT READ]", "(NE PAS LIRE)".
_UNREAD: Final = (
    r"vol|volunteered|volunt(?:eer|ary)|spont|spontan\w*|spontaneous|unprompted|dnr"
    r"|(?:vol\.?[,;: ]*)?(?:do not|don't|do n't) read(?: out| aloud)?|not read(?: out)?"
    r"|code only(?: .*)?"
    r"|ne pas (?:lire|citer|proposer|suggérer)|non (?:lu|cité|suggéré)|niet (?:op|voor)?lezen"
    r"|nicht (?:vor)?lesen|nicht vorgelesen|no leer|no leído|não ler|non leggere"
    r"|läs (?:inte|ej)(?: upp)?|les ikke(?: opp)?|läs ej upp|読み上げない|読まない"
)
ASIDE: Final = re.compile(
    rf"[(\[{{<]\s*(?:{_UNREAD})[\s.!:;-]*[)\]}}>]|^(?:{_UNREAD})\s*[.!]?\s*[:\u2013\u2014-]\s*"
)
#: Signs of a footnote, at an end of a label; a code behind it: "REFUSAL(-1)".
FOOTNOTE: Final = re.compile(r"^[\s*†‡#^~]+|[\s*†‡#^~]+$")
BEHIND: Final = re.compile(r"[\s_]*[(\[]\s*-?\d+\s*[)\]]$")
RAISED: Final = str.maketrans(
    dict.fromkeys("¹²³⁴⁵", "") | dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("“”„«»", '"')
)
BOUNDS: Final = re.compile(
    r"\s*[/|,;:()\[\]・、]\s*|\s+[-\u2013\u2014]+\s+|\s+(?:or|of|oder|ou)\s+"
)
#: A code that stands before its label: "99 Don't know", "(8) Refused".
CODE: Final = re.compile(r"^[(\[]?[-+]?\d+[)\]]?[\s.:=)\u2013-]*(?=[^\W\d])")
#: Signs that bound labels, but not within these: "n/a: no car".
JOINED: Final = ((re.compile(r"\bn\s*/\s*a\b"), "na"), (re.compile(r"\bd\s*/\s*k\b"), "dk"))
