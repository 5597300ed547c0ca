"""Words by which names of persons are told from names of queues and reasons.

In:   nothing.
Out:  `FIRST_NAMES`: usual first names of France and of the countries where French-speaking lines are answered;
      `TRADE_WORDS`: words of which names of queues, reasons and sites are made. Both folded (`folded`).
Why:  "Service Droits" and "Paris Nord" have the shape of a name; only the words tell them apart.
Not here: how they are used (`looks`, `scrub`).

First names that are as well known as towns, saints or things (Nancy, Denis, Rose, Avril) are left out: a column is
judged by most of its values, so none is needed.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=1 << 14)
def folded(word: str) -> str:
    """A word in lower case and without accents."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


FIRST_NAMES = frozenset("""
aaron abdel abdelkader abdellah abdou abdoulaye achraf adam adama adele adeline adil adrien adrienne agathe agnes
ahmed aicha aida aissata aissatou alain albane albert alex alexandra alexandre alexia alexis alfred ali alice alicia
aline alison alix alizee allan alma alpha amadou amandine amel amelie amin amina aminata amine amir amira anais anass
andre andrea andree andrew andry angela angele angelina angelique anissa anita ann anna annabelle anne annick annie
anthony antoine antoinette antonin antonio arielle armand armelle arnaud arthur asma assia astrid aude audrey augustin
aurelie aurelien awa aya ayoub aziz baptiste barbara bastien beatrice benedicte benjamin benoit bernadette bernard
bertrand bilal bintou boris boubacar brahim brandon brenda brian brice brigitte bruno camille carine carla carlos
carmen carol carole caroline catherine cecile cecilia cedric celestine celia celine chafik chantal charlene charles
charlie charlotte cheikh chloe chris christelle christian christiane christine christophe claire clara clarisse claude
claudette claudia claudine clement clementine cleo clotilde colette colin constant coralie corentin corinne cyrielle
cyril daniel daniela daniele danielle daphne david deborah delphine diana diane didier dimitri dominique donald donia
donna dorothy driss dylan edith edouard edward elena eleonore eliane elias elie elisa elisabeth elise elizabeth elodie
eloise elsa emeline emilie emilien emily emma emmanuel emmanuelle enzo eric erica erik ernest estelle esther ethan
etienne eugenie eva eve evelyne fabien fabienne fabrice fadila faly fanny farah farid farida fatiha fatima fatimata
fatou fatoumata faycal felicie felix fernand fernanda firmin flavie flavien flora florent florian floriane fouad
francis francisco franck franco francois francoise frank frederic frederique gabriel gabriela gabrielle gael gaelle
gaetan gary gaspard gautier genevieve geoffrey george georges georgette gerald geraldine gerard gervais ghislain
ghislaine gilbert gilles gina ginette giovanni gisele gregoire gregory guillaume gustave guy gwenaelle gwendoline
habib habiba hadja hafid hafida hakim hamid hamza hanane hanna hannah harry hasna hassan hassna heather hector helen
helena helene henri henriette henry hery hicham hilaire hind hortense houda houria hubert hugo hugues ibrahim ibrahima
idriss ikram ilham ilias iman imane imen ines ingrid irene isabelle ismael ismail issa issam ivan jack jacky jacob
jacqueline jacques jamal james jamila jane janet janine jasmine jason jean jeanne jeannette jeannine jeff jeffrey
jennifer jenny jeremie jeremy jerome jessica jessy jimmy joachim joan joanna joao jocelyne joe joel joelle johan
johanna john johnny jonas jonathan jordan jorge jose joseph josephine josette joshua josiane josselin josue joyce juan
judith jules julia julian juliana julie julien juliette justine kader kadiatou kais kamel kamilia karen karim karima
karine karl kathleen katia keith kelly kenneth kenza kevin khadija khadim khaled khalid kheira kim kimberly koffi kofi
kouame kouassi laetitia laila lamia lamine lara larry laura laure laureen laurence laurene laurie laurine lea leila
leo leon leonard leonie leslie leticia lilian liliane lily lina linda lionel lisa lise loic lola lorenzo loubna louis
louisa louise luc luca lucas lucette lucie lucien lucienne ludivine ludovic luis luisa lydia lydie lynda mael maelle
maeva magali magalie mahamadou maher malek malik malika mamadou manon manuel manuela marc marcel marcelle marcelline
marco margaret margaux margot marguerite maria mariam mariama mariame marianne marie marielle marilyn marina mario
marion marjorie mark marlene marta martha marthe martial martine marwa mary maryam maryline maryse mateo mathias
mathieu mathilde mathis matteo matthew matthieu maud maxence maxime maximilien mehdi melanie melina melinda melissa
melodie meriem meryem mia michael michel michele micheline michelle miguel mikael mike milan milena mina mireille
miriam modou mohamed mohammed moise monia monique morgane mouhamed mouna mounia mounir mourad moussa moustapha
mustapha myriam nabil nabila nada nadege nadia nadine nadir naima najat najib nancyann naoual nassim nassima natacha
natalia nathalie nathan nawal nawel nesrine nicholas nicolas nicole nina nirina noa noam noe noel noelle noemie nora
norbert nordine nouha noura noureddine oceane odette odile olga oliver olivia olivier omar ornella othmane oumar oumou
oussama pablo pamela pascal pascale patrice patricia patrick paul paula paulette pauline pedro perrine peter philippe
pierre pierrette quentin rabah rachel rachid rachida rado raissa ralph rania raphael raphaelle rayan raymond raymonde
rebecca regine regis remi remy renaud rene renee rhita riad richard rita robert roberta roberto robin rodolphe rodrigo
rodrigue roger roland rolande romain romane romuald ronald ronan rosalie roselyne roxane ruben rudy ruth ryan saad
sabine sabri sabrina said saida salah salif salim salima salma salome salomon salwa sam samba sami samia samir samira
samuel samy sandra sandrine sandy sara sarah scott sean sebastien selim selma severine seydou sharon shirley siham
simon simone sindy sirine slimane smail soazic sofia sofiane solange solene soline sonia sophia sophie soraya souad
soufiane soukaina stanislas stella stephane stephanie stephen steve steven susan suzanne svetlana sylvain sylvaine
sylvestre sylvette sylviane sylvie tahar tanguy tania tarek tatiana teresa thais theo theodore theophile therese
thibaud thibault thibaut thierry thomas tiana tiffany timothee timothy tom tomas tony tristan tyler ulysse ursula
valentin valentine valerie vanessa vera veronique victor victoria vincent violaine virginie viviane vladimir wafa
wahiba walid walter wassim wendy wilfried william willy xavier yacine yael yamina yan yanis yann yannick yasmina
yasmine yassine yoann yohan yolande youcef youness youssef youssouf yvan yves yvette yvon yvonne zahia zahra zakaria
zakia ziad zineb zoe zohra zoubida zouhair
""".split())  # fmt: skip

TRADE_WORDS = frozenset("""
a acces accord accords account accounts accueil achat achats acheteur adherent adherents adhesion adhesions
administratif administratifs administration adresse affaire affaires agence agences agent aide aides aisne alerte
allemand allocation alpes alsace anglais annulation appel appels appli application apres aquitaine arabe ardenne arret
arrets assistance assurance assurances assure assures atelier attente attestation aude auto autre autres avant avis
avocat back banque bas base billing bis blanc bleu booking bookings bordeaux bound bourgogne bretagne broadband bureau
business caf caisse call callback calls campagne cancel cancellation card care carte cartes centrale centre centres
certificat champagne change changement cheque cible claim claims cle client clientele clients club code colis commande
commandes commercial commerciale commerciaux complaint complaints comptabilite compte comptes conge conges connexion
conseil conseils conso consumer contact contacts contentieux contrat contrats corporate corse cotisation cotisations
courrier cpam cpf credit csp customer customers data day debordement debut declaration delai delivery demande demandes
demarche demenagement dentaire depannage depart depot devis direct direction dom domicile donnees dossier dossiers
droit droits duplicata dutch east eau echange ecole elec electricite elu elus emploi employeur employeurs en energie
enfance enfant english enquete enquiries enquiry entrant entrants entree entreprise entreprises entretien equipe
equipement equipes erreur espace espagne espagnol essai est et etablissement etat etranger etudiant etudiants europe
examen executive export externe facturation facture factures famille familles fiber fibre fidelite file fin finance
finances fiscal flux fonds formation fournisseur fournisseurs fr frais francais france fraude french front garantie
gard gare gaz general generale generaliste german gestion grand grands gratuit groupe groupes guadeloupe guichet
guyane handicap haut health help hiver horaire horaires hors hotel hotline identifiant ile immo immobilier impot
impots in inbound incident incidents inconnu indemnite individuel info information informations infos inscription
insurance interne internet investissement italian italien ivr jeune jeunes jour juridique justice kit l la langue
langues le les level ligne lignes lille litige litiges livraison livraisons loan loans local logement login logistique
loire loisirs lorraine lost lyon maintenance mairie maison maladie maritime marketing marseille martinique maternite
mayotte medecin medical member members menu mes message messagerie midi ministere mixte mobile mobiles mobilite
mobility modification mon montagne montpellier mot motif mutuelle mutuelles nantes national nationale nice night
niveau none nord normal normandie north nos notaire nouveau nouveaux nouvelle nouvelles novembre nuit numero obseques
occitanie office offre offres oise option or orange order orders ordre orientation other ouest out outbound outre
overflow paie paiement paiements panne pannes par parent parents paris part partenaire partenaires particulier
particuliers partner partners pass passe password patient patients payment payments pays pension perte petit pharmacie
picardie plainte plan plateau plateforme platine pluie point pole portugais poste preavis premier premium prestataire
prestation prestations prevoyance prime primo prioritaire priorite prise pro probleme produit produits professionnel
professionnels projet promo provence public publics qualification qualite question questions queue rappel rappels rdv
reclamation reclamations recouvrement region regional regions relance relation rembourse remboursement remboursements
rennes renouvellement renseignement renseignements rente repondeur report reprise reseau reservation reservations
residence residential resiliation resiliations retail retard retour retours retractation retraite retraites returns
reunion rh rhone rose rouge route rural saint sainte sales sans sante sav savoie scolaire seconde secours secteur
securite senior seniors serveur service services si signalement sinistre sinistres site skill social sociale sociaux
soins sol solde sortant sortie souscription south spanish special sport st standard statut ste stock stolen strasbourg
sud suivi suivis supplier support sur surendettement syndicat tarif tarifs team technical technique techniques tel
telecom telephone test tests tiers titre toulouse tour tous tout trade trafic traitement transfert transport
transports travail travaux unknown update urgence urgences urssaf usager usagers var vendee vente ventes vert verte
ville vip visa vitale vol voyage vvip web west zone
""".split()) - {"aude"}  # fmt: skip
