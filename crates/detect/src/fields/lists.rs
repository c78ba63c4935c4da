//! The names of fields that hold what belongs to a person, by what they hold.

use crate::rules::Builtin;

/// The names, in small letters without accents, words joined, by what they say.
pub(super) const NAMES: &[(Builtin, &str)] = &[
    (
        Builtin::PersonName,
        "vorname nachname familienname zuname rufname geburtsname kundenname ansprechpartner kontoinhaber
         karteninhaber versicherter prenom prenoms nomdefamille nomcomplet nomclient nompatient nomusage
         nomnaissance nom titulaire apellido apellidos primerapellido segundoapellido nombre nombres
         nombrecompleto nombreyapellidos titular cognome nomecompleto nomeecognome nomecognome intestatario nome
         achternaam voornaam voornamen volledigenaam naam sobrenome apelido nomeproprio nazwisko imie
         imieinazwisko imiona fname lname forename forenames secondname personname customername customerfullname
         clientname employeename contactname contactperson ownername holdername accountholder accountholdername
         accountname beneficiaryname beneficiary payeename payee payername recipientname recipient sendername
         userfullname displayname nickname preferredname legalname spousename spouse fathername mothername
         guardianname emergencycontact emergencycontactname nextofkin doctorname doctor physician physicianname
         providername attendingphysician studentname passengername guestname billingname shippingname
         insuredname subscribername policyholder policyholdername signatory signedby sn cn agentname
         individualname debtorname creditorname patientfirst patientlast patientfirstname patientlastname
         rekeninghouder naamrekeninghouder kontohavare titulardaconta rechnungsempfanger nabywca platnika
         imieinazwiskoplatnika antragsteller absender empfanger fahrername attending dictatedby individual
         originator managername drivername tenantname applicantname cardname nameofcardholder practitionername
         referringphysician orderingprovider carrierename debtor creditor rufnamen vorundnachname vornamename
         namevorname displaynamefull
         anyjaneve fornavn efternavn etternavn forrnamn fornamn efternamn mellannamn mellomnavn mellemnavn navn namn
         fulltnavn fuldenavn fullstandigtnamn kundnamn kundenavn etunimi sukunimi nimi kokonimi jmeno
         prijmeni jmenoaprijmeni celejmeno meno priezvisko menoapriezvisko keresztnev vezeteknev csaladinev
         utonev teljesnev nev prenume numedefamilie numecomplet numeleclientului soyad adsoyad adisoyadi
         soyadi ismi prezime imeiprezime ime eesnimi perekonnanimi vardas pavarde vards uzvards priimek
         isim musteriadi nombredelcliente nombrecliente nombretitular nombrepaciente nombreempleado
         nombrepila segundonombre primernombre apellidopaterno apellidomaterno nomdujeunefille
         nomdejeunefille nomusuel nomtitulaire nomduclient nometprenom nomprenom prenomnom nominativo
         cognomenome nomecliente nomepaciente nomedocliente nomedopaciente nomesocial nomedamae
         clientefullname fullnamelocal personfullname personnamefull nameofpatient nameofinsured nameofmember
         nameofemployee nameofapplicant nameofcustomer nameofstudent firstnm lastnm frstname lstname
         firstandlastname name1stholder primaryname legalfirstname legallastname preferredfirstname birthname
         namefirst namelast namemiddle nameprefixfirst patientnamefull ptname ptlastname ptfirstname custname
         custfirstname custlastname empname empfirstname emplastname employeefullname employeefirstname
         employeelastname customerfirstname customerlastname contactfirstname contactlastname
         billingfirstname billinglastname shippingfirstname shippinglastname billtoname shiptoname soldtoname
         attentionto attn addressee parentname childname husbandname wifename partnername mothersname
         fathersname nomineename guarantorname guarantor proband witnessname surgeonname surgeon
         attendingdoctor admittingphysician admittingdoctor primarycarephysician pcpname nursename
         therapistname dentistname prescribername prescriber pharmacistname candidatename membersname
         borrowername cosignername lessee lessor landlordname policyownername policyowner beneficiaryfullname
         remittername remitter drawername ultimatecreditor ultimatedebtor orderingcustomer
         beneficiarycustomer cardholdersname ccname cconame ccholder cardowner nameoncardfull kartenhaber
         titulardelatarjeta titulairecarte intestatariocarta accountownername accountowner callername
         requestername reportername complainantname submittername respondentname defendantname plaintiffname
         customercontact mainaccountname naamklant klantnaam klant naampatient patientnaam roepnaam
         tussenvoegsel geboortenaam imieojca imiematki nazwiskorodowe nazwapacjenta imieinazwiskoklienta
         klientname namedesversicherten versichertername patientname1 nameversicherter vornamedespatienten
         nachnamedespatienten ansprechperson sachbearbeitername mitarbeitername bewerbername mietername
         inhabername
        kontaktperson notfallkontakt betreuer behandelnderarzt hausarzt ehepartner vertreter kundebezeichnung
         apellidosynombre apellidosnombre apellidosynombres nombrepaciente1 nombreapellidos nombreusuario2
         nombredeltitular titularcuenta titularnombre nombremadre nombrepadre nomtitulairecarte nomporteur porteur
         nomassure nomadherent nomsalarie nommere nompere beneficiaire nomedamae1 nomemae nomepai nometitular
         responsavel nomeresponsavel nomealuno alunonome aluno naamhouder naampatient2 naamleerling leerling
         voorletters achternamen naamouder klantnaamvolledig mitarbeiter mitarbeitername2 schuelername kindname
         elternteil erziehungsberechtigter vormund uczen nazwiskoiimie nazwiskoimie imienazwisko imieinazwiskopacjenta
         opiekun wlasciciel posiadacz elev elevnavn pasientnavn kontaktpersonnavn ansattnavn medlemsnavn medlemnavn
         agarenamn agare bestallare kontaktnamn borrowerfirstname borrowerlastname coborrower coborrowername
         applicantfirstname applicantlastname guestfirstname guestlastname passengerfirstname passengerlastname
         travelername travellername paxname leadpax learnername pupilname parentguardian guardianfirstname
         guardianlastname fathersfullname mothersfullname mothersmaidenname maidenname mothermaidenname formername
         previousname middleinitial middlenames knownas aliasname recipientfullname consigneename consignorname
         shippername deliverycontact purchasername buyername sellername visitorname hostperson inviteename
         attendeename speakername winnername donorname volunteername residentname inmatename tenantfullname
         petownername ownerfullname policyholderfirstname policyholderlastname insuredfirstname insuredlastname
         claimantname claimantfirstname claimantlastname subscriberfirstname subscriberlastname memberfirstname
         memberlastname memberfullname providerfirstname providerlastname doctorfirstname doctorlastname
         physicianfirstname physicianlastname attendingname referringname orderingname renderingname renderingprovider
         attendingprovider referringprovider orderingphysician primarycareprovider pcp clinicianname consultantname
         gpname nurse caregivername nok nokname nextofkinname emergencyname contactfullname primarycontact
         primarycontactname billingcontact accountcontact technicalcontact salescontact assignedtoname assigneename
         reporterfullname authorname createdbyname modifiedbyname approvername approvedbyname managerfullname
         supervisorname",
    ),
    (
        Builtin::Address,
        "strasse strassehausnummer strasseundhausnummer strassenr anschrift adresse postadresse wohnadresse
         lieferadresse rechnungsadresse adressepostale rue direccion domicilio calle indirizzo residenza via
         adres straat woonadres straatnaam endereco morada rua ulica adreszamieszkania fulladdress postaladdress
         residentialaddress physicaladdress permanentaddress currentaddress workaddress officeaddress
         deliveryaddress customeraddress patientaddress streetline registeredaddress homepostaladdress zipcode
         postalcode postcode codepostal codigopostal plz postleitzahl kodpocztowy placeofbirth birthplace
         contactaddress practiceaddress clinicaddress businessaddress shippingstreet billingstreet mailingstreet
         addrline strtnm streetandnumber strasseundnr strassenummer strasseundnummer adressen adresszeile
         addressl1 domicilefiscal adrline addressline adrzeile vej gata
         gatuadress postadress hemadress bostadsadress adress gateadresse gade vejnavn gadenavn hjemmeadresse
         katuosoite osoite postiosoite kotiosoite ulice adresa adresabydliste trvalebydliste bydliste ulica1
         pcwoonplaats postcodeplaats postcodewoonplaats plzort cpville codepostalville capcitta lakcim utca strada domiciliu adres1 evadresi addressline1 addressline2 addressline3
         addressstreet addressfull streetaddress1 streetaddress2 streetno streetnumber1 mailingaddress1
         mailingaddressline1 billingaddress1 billingaddressline1 billingaddressline2 shippingaddress1
         shippingaddressline1 shippingaddressline2 billtoaddress shiptoaddress residenceaddress homestreet
         workstreet employeeaddress employeraddress memberaddress subscriberaddress studentaddress
         clientaddress custaddress ptaddress addressofpatient primaryaddress legaladdress
         communicationaddress correspondenceaddress calleynumero direccionpostal direccionfiscal
         direccionenvio direccionfacturacion domiciliofiscal domicilioparticular indirizzoresidenza
         indirizzodifatturazione indirizzodispedizione viaenumero logradouro enderecocompleto
         enderecoresidencial rueetnumero adressecomplete adressefacturation adresselivraison adressedomicile
         adressepatient woonplaatsadres straatennummer straathuisnummer straatnaamennummer bezoekadres
         factuuradres afleveradres adreszameldowania adreskorespondencyjny strassehnr hausanschrift
         heimatadresse privatadresse firmenadresse rechnungsanschrift lieferanschrift wohnort geburtsort
         lugarnacimiento lugardenacimiento lieudenaissance lieunaissance luogodinascita luogonascita
         comunedinascita geboorteplaats localdenascimento naturalidade miejsceurodzenia fodested fodelseort
         mistonarozeni zip4 zipplus4 zippostal postalzip postnummer postnr codicepostale cep
         codigopostal1 iranyitoszam postinumero postikood
        strassehausnr strassehsnr strassehnr1 strhausnr strasseplzort adressligne1 adresseligne1 adresseligne2
         ligneadresse1 ligneadresse2 adresse1 adresse2 adresse3 adres2 direccion1 direccion2 direccioncompleta
         domicilio1 indirizzocompleto indirizzo1 endereco1 enderecolinha1 ruanumero bairro straathuisnr straathnr
         adresregel1 adresregel2 ulicanrdomu ulicainumer adrespelny adreszamieszkania1 kodimiasto gatenavn gatuadress1
         bostedsadresse mailingstreet1 homestreetaddress homeaddressline1 workaddressline1 deliveryaddressline1
         deliveryaddressline2 deliverystreet residentialstreet physicalstreet addressone addresstwo addr3 addressline4
         streetaddressline1 streetaddressline streetname thoroughfare billtostreet shiptostreet billtoaddress1
         shiptoaddress1 billaddress1 shipaddress1 billstreet shipstreet shipto shiptoaddressline1 custaddress1
         customeraddress1 patientaddress1 patientaddressline1 ptaddress1 memberaddress1 insuredaddress providerstreet
         homeaddress1 permaddress presentaddress residencestreet plzwohnort plzundort plzstadt postleitzahlort
         cpetville cplocalite caplocalita capcomune cppoblacion postcodestad kodpocztowymiasto",
    ),
    (
        Builtin::Phone,
        "telefon telefonnummer telefonnr handy handynummer mobil mobilnummer mobiltelefon rufnummer tel telno
         telnr telephonefixe portable numerotelephone numerodetelephone telefono telefonofijo movil
         telefonomovil numerodetelefono cellulare numeroditelefono telefoon telefoonnummer mobiel telefone
         telemovel celular numertelefonu nrtelefonu komorka fax faxnumber faxno phonehome phonework phonemobile
         contactnumber contactphone contactno msisdn cell daytimephone eveningphone officephone customerphone
         emergencyphone whatsapp whatsappnumber homenumber worknumber businessphone patientphone
         emergencycontactphone tel1 telefono1 telephone1 contactmobile telkom recapito tlm mobielnr mobilephonenumber phoneprimary phonecell
         homephonenumber workphonenumber telmobil telprivat
         telefonnummerprivat telefonnummermobil telefonprivat telefonmobil telefondienst telefongeschaftlich
         festnetz festnetznummer mobiltelefonnummer mobilfunknummer puhelin puhelinnumero matkapuhelin gsm
         gsmnummer tlf tlfnr mobiltelefonnr telefonicislo telefonnicislo cislotelefonu telefonszam mobilszam
         numartelefon nrtelefon telefonnumarasi ceptelefonu telefonas telefons phone1 phone2 phone3 phonenum
         phonenbr phonenumber1 phonenumber2 primaryphone secondaryphone altphone alternatephone
         alternatephonenumber otherphone mainphone directphone directline daytimetelephone eveningtelephone
         hometelephone worktelephone mobiletelephone homephoneno workphoneno mobilephoneno cellphonenumber
         cellphoneno smsnumber billingphone shippingphone memberphone employeephone guestphone parentphone
         callernumber callingnumber callednumber dnis faxnum faxphone faxnbr ptphone custphone
         clientphone phonecontact emergencynumber emergencycontactno emergencycontactmobile nextofkinphone
         telefonocasa telefonotrabajo telefonocelular numerocelular numerodecelular celular1 numerotelefono
         numerotelefonico teleffixe telephonemobile telephoneportable telephonedomicile
         telephoneprofessionnel numeroportable numeromobile teldomicile telbureau telportable telefonofisso
         telefonocellulare numerocellulare numerodicellulare telefoneresidencial telefonecelular telefonefixo
         numerodetelefone numerotelefone mobielnummer telefoonmobiel telefoonthuis telefoonwerk vastenummer
         telefonkomorkowy telefonstacjonarny numerkomorki telefondomowy
        mobilephone1 telefonnr1 telefonmobil1 telmob telhome telwork telpriv telprive telpro teldienst
         telgeschaeftlich telefonarbeit rufnummermobil handynr mobilnr mobilfunk notfallnummer notrufnummer gsmnr
         telefoonprive telefoonmobiel1 telefoonnr mobieltelefoon telvast telmobiel portable1 telephone2 telephoneperso
         telperso numtel numerotel numtelephone telcontact telurgence movil1 movil2 telefono2 telfijo telmovil
         tlfmovil tlffijo tlfcontacto telcontacto numerocontacto cellulare1 telcasa telufficio telefonocasa1
         celularcontato fonecontato fone foneresidencial fonecelular numertel nrtel nrtelefonu1 telkontaktowy
         telefonkontaktowy komorkowy telefonopiekuna telefonmobil2 mobiltlf tlfmobil tlfprivat mobilnr1 phonework1
         phoneno1 phoneno2 phonenum1 phonehome1 hphone wphone mphone cphone homeph workph cellph mobileno1 mobileno2
         mobilenum mobilenbr celln cellnum cellnbr telnum telnbr telephonenumber1 telephoneno telephonenum dayphone
         nightphone afterhoursphone guardianphone parentphone1 fatherphone motherphone spousephone nokphone
         emergencyphone1 emergencymobile emcontactphone driverphone tenantphone studentphone applicantphone
         claimantphone providerphone physicianphone doctorphone pharmacyphone callbackphone callerphone callerid
         calledparty callingparty tomobile frommobile recipientphone recipientmobile smsto shiptophone billtophone
         deliveryphone senderphone receiverphone consigneephone payeephone payerphone ownerphone holderphone
         contactphone1 contactphone2 contacttel contacttelephone",
    ),
    (
        Builtin::BirthDate,
        "geburtsdatum geburtstag gebdatum geborenam gebdat datedenaissance datenaissance neele nele naissance
         fechadenacimiento fechanacimiento fechanac nacimiento datadinascita datanascita nascita geboortedatum
         datadenascimento datanascimento nascimento dataurodzenia bday dobdate patientdob birthtime memberdob
         brthdate bdate dtob customerdob employeedob dobyyyymmdd birth born geb bornon
         fodselsdato fodselsdag fodelsedatum fodelsedag syntymaaika syntymapaiva datumnarozeni datumnarodenia
         datumnarodzenin szuletesidatum szuletesiido datanasterii datanastere dogumtarihi datumrodenja
         datumrojstva synnikuupaev gimimodata dzimsanasdatums birthdayofmember dateofbirthddmmyyyy
         dateofbirthmmddyyyy dobmmddyyyy dobddmmyyyy birthdateiso birthdatetime dtbirth dtnasc dtnascimento
         datanasc dtnascita dobofpatient patientbirthdate patientdateofbirth patbirthdate ptdob subscriberdob
         insureddob spousedob childdob dependentdob studentdob applicantdob userdob userbirthdate
         customerbirthdate customerbirthday memberbirthdate employeebirthdate bornat dateborn
         datebirth fechadenac fnacimiento fnac fnacim fecnac fecnacimiento datenaiss ddn datedenaissancepatient
         gebdatumpatient geburtsdat gebdat1 gebtag geboorte gebdatumdd gebdatumjjjj dataurodz dataur nata
         nato
        geburtsdatumkind gebdatumversicherter gebdatumpat geborendatum gebdatumkunde datanaissance dnaissance
         dtnaissance datenaissanceassure datenais fechanacpaciente fechanacimientotitular fechnacimiento
         fecnacpaciente fnacpaciente dnascita dtnasc1 datanascpaciente nascdata nasc geboortedatumpatient
         gebdatumclient gebdatumleerling gebdat2 dataurodzenia1 dataurodzpacjenta fodt fdato fodselsdatopasient
         patientbirthday birthdateofpatient dobpatient pdob ptbirthdate clientdob clientbirthdate empdob empbirthdate
         insuredbirthdate subscriberbirthdate memberbirthday dependentbirthdate childbirthdate childsdob
         studentbirthdate pupildob guestdob passengerdob paxdob travelerdob travellerdob driverdob applicantbirthdate
         borrowerdob coborrowerdob claimantdob spousebirthdate holderdob ownerdob persondob persondateofbirth
         beneficiarydob policyholderdob birthdat birthdttm birthdatetext birthdatestr birthyearmonth birthdate1 dob1
         dob2",
    ),
    (
        Builtin::GeoCoordinates,
        "latitude longitude lat lng lon gps latlng latlong geolocation coordinates gpscoordinates
         latitud longitud latitudine longitudine breitengrad laengengrad langengrad geolat geolon geolng
         geolatitude geolongitude gpslat gpslon gpslng gpslatitude gpslongitude startlat startlng startlon
         endlat endlng endlon pickuplat pickuplng pickuplatitude pickuplongitude dropofflatitude
         dropofflongitude homelat homelng homelon userlat userlng userlon devicelat devicelon lastlat lastlon
         lastknownlat lastknownlon latcoord loncoord longcoord coords geocoords geocoordinates geoposition
         latlon lonlat",
    ),
    (
        Builtin::Ssn,
        "socscnum socsecnum socsecno socsec ssnno ssnum ssnnum usssn ssnorein",
    ),
    (
        Builtin::UkNino,
        "nino nationalinsurance nationalinsurancenumber nationalinsuranceno ninumber
         niinsurance nationalinsurancenbr nationalinsuranceid natinsno natinsnumber ni nino1 ninocode ninum",
    ),
    (
        Builtin::FrNir,
        "nir numerosecuritesociale numerodesecuritesociale securitesociale numsecu numerosecu insee
         nirpatient nirassure numsecusociale nosecuritesociale nosecu numeross nss numeronss numeronir
         numeroinsee matriculeassure nirpayeur niraffiche nirbeneficiaire nirsalarie nirassuree nirconjoint nirouvrantdroit",
    ),
    (
        Builtin::DeTaxId,
        "steuerid steueridnr steueridentifikationsnummer steuernummer idnr
         steueridentnummer steuerident steuerlicheidentifikationsnummer steuernr stnr
         taxidde",
    ),
    (
        Builtin::EsDni,
        "dni nie dninie nif numerodni
         dninif nifnie nifcif nifdni dniniepasaporte numeronie numerodenie numerodedni
         numerodocumentonacional documentonacional documentonacionaldeidentidad dnicliente dnipaciente
         dnititular nifcliente",
    ),
    (
        Builtin::ItCodiceFiscale,
        "codicefiscale codfiscale codfisc cf
         codicefiscaleassistito codicefiscalepaziente codicefiscalecliente cfcliente cfpaziente
         codfiscalecliente taxcodeit fiscalcode",
    ),
    (
        Builtin::NlBsn,
        "bsn burgerservicenummer bsnnummer
         bsnnr bsnclient burgerservicenr sofinummer sofinr",
    ),
    (
        Builtin::PlPesel,
        "pesel numerpesel
         nrpesel peselpacjenta peselklienta",
    ),
    (
        Builtin::CaSin,
        "socialinsurancenumber sinnumber sin
         sinno socialinsurance socialinsuranceno numeroassurancesociale numerodassurancesociale",
    ),
    (
        Builtin::InAadhaar,
        "aadhaar aadhar aadhaarnumber aadhaarno aadharnumber aadharno
         aadhaarid aadhaarcard aadhaarcardno aadhaarcardnumber aadhaarnum uidainumber uidai adhaar adhaarno",
    ),
    (
        Builtin::InPan,
        "pan pannumber panno pancard
         pancardnumber pancardno panid pannum permanentaccountnumber permanentaccountno incometaxpan",
    ),
    (
        Builtin::BrCpf,
        "cpf numerocpf cpfcliente
         cpfnumero nrcpf numerodocpf cpftitular cpfpaciente cpfbeneficiario cadastropessoafisica",
    ),
    (
        Builtin::BrCnpj,
        "cnpj cpfcnpj
         numerocnpj nrcnpj cnpjempresa cnpjcpf",
    ),
    (
        Builtin::AuTfn,
        "tfn taxfilenumber
         taxfileno tfnnumber tfnno",
    ),
    (
        Builtin::AuMedicare,
        "medicarenumber medicareno medicare
         medicarecardnumber medicarecardno medicarecard",
    ),
    (
        Builtin::Itin,
        "itin
         itinnumber individualtaxpayerid individualtaxpayeridentificationnumber",
    ),
    (
        Builtin::Passport,
        "passportnr reisepass reisepassnummer passnummer numeropasseport passeport pasaporte numeropasaporte
         passaporto numeropassaporto paspoort paspoortnummer passaporte paszport numerpaszportu passport
         passportnumber passportno passportnum passportid passportnummer documentnumber traveldocument
         traveldocumentnumber
         passnr passnumber1 passnum passno passi passinumero pasnummer pasport passaportenumero
         numerodepasaporte numerodepassaporte numerodopassaporte npasaporte nrpaszportu numerodipassaporto
         passeportnumero numerodepasseport cislopasu cestovnipas utlevelszam pasaportno pasaportnumarasi
         pasaportnumero numarpasaport traveldocumentno traveldocno passportnumbers passportnumberno
         passnumberuk ppno ppnumber",
    ),
    (
        Builtin::DrivingLicence,
        "driverslicense driverlicense driverlicensenumber driverslicensenumber driverslicence drivinglicence
         drivinglicense drivinglicencenumber drivinglicensenumber driverlicenseno driverslicenseno driverlicence
         driverlicencenumber dlnumber dlno fuhrerschein fuhrerscheinnummer permisdeconduire numeropermis
         carnetdeconducir patentediguida numeropatente rijbewijs rijbewijsnummer cartadeconducao cnh
         licensenumber licencenumber drivinglicenceno drivinglicenseno korkortsnummer korkort licenceno
         licenseno driverid
         driverslic driverlic dlnum dlnbr driverlicensenum driverlicensenbr driverslicensenum driverlicid
         drivinglicenseid drivinglicenceid drivinglicnumber driverslicenseid
         driverlicenseid licenciaconducir licenciadeconducir permisoconducir
         permisodeconducir carnetconducir permisconduire numeropermisconduire numeropermisdeconduire nopermis
         patente numeropatenteguida cartaconducao numerocartaconducao numerocnh korkortsnr forerkort
         kjorekort korekort ajokortti ridicskyprukaz vodicskypreukaz jogositvany permisauto ehliyet ehliyetno
         prawojazdy numerprawajazdy fuehrerscheinnr fuhrerscheinnr dvlanumber",
    ),
    (
        Builtin::VehicleId,
        "vin vinnumber vehicleid vehicleidentificationnumber chassisnumber chassisno fahrgestellnummer
         immat vrm carlicense licenseplate licenceplate xkfz plaque registreringsnr viatura kfzkennz plate numberplate platenumber plateno kennzeichen immatriculation matriculavehiculo
         targa kenteken registrationplate vehicleregistration vehiclevin vinno vinnummer fahrzeugidentnummer
         fahrzeugidentifikationsnummer regnr regno registrationnumber
         vincode vinnum vehicleidnumber vehicleplate vehiclereg vehicleregno vehicleregistrationnumber
         vehiclelicenseplate carplate carregistration carreg regplate licenseplatenumber licenceplatenumber
         licenseplateno licplate platenum platenbr autokennzeichen kfzkennzeichen kfzkz fahrzeugkennzeichen
         fahrgestellnr numerochassis numerobastidor bastidor numerodetelaio numerotelaio telaio
         numerodechasis chasis placa placavehiculo patenteauto matricule plaqueimmatriculation
         numeroimmatriculation numerrejestracyjny rekisterinumero regnummer registreringsnummer",
    ),
    (
        Builtin::StudentId,
        "studentid studentnumber studentno studentidnumber matrikelnummer matrikelnr numeroetudiant matricola
         matricula studentnummer numeralbumu studentidentifier
         studentids studentnum studentnbr studentcode studentregno studentregistrationnumber stuid studid
         pupilid pupilnumber learnerid universityid matrikel matrikelnumber matriculationnumber
         matriculationno nrlegitymacji legitymacja upn uln numerodematricula numeromatricula numerodematricola numeromatricola matriculealuno
         codigoestudiante numerodeestudante carnetestudiantil numeroetudiantine numeroine          studierendennummer opiskelijanumero studentnr enrollmentnumber enrolmentnumber enrollmentno",
    ),
    (
        Builtin::NationalId,
        "nric nricfin personnummer hetu cprnumber cprnr ahv ahvnummer ahvnr curp rfc mynumber
         rijksregisternummer contribuinte sozialversicherungsnummer svnummer svnr fodselsnummer cnp tckimlikno
         ppsn ppsnumber cedula idnumber idcardnumber idcard identitynumber identitycard identitycardnumber
         nationalidentitynumber personalausweis personalausweisnummer ausweisnummer documentoidentidad
         numerodocumento cartadidentita cartaidentita taxnumber taxpayerid tin governmentid govid personalid
         personalidnumber identificationnumber rg rentenversicherungsnummer rvnr personalausweisnr identityno
         nationalidno nationalno passportorid
         personnummer1 personnr samordningsnummer henkilotunnus cprnummer cpr fodselsnr fnr dnummer
         rodnecislo oib egn isikukood asmenskodas personaskods amka cuit cuil cuitcuil rut          residentregistrationnumber nrc mykad mykadno teudatzehut ird irdnumber nik cnic cnicno
         emso jmbg kennitala uniquetaxpayerreference numerofiscal numerofiscaldereference          idnumberrsa saidnumber southafricanid rsaid nationalidentificationnumber nationalidentifier
         nationalinsurancecode citizenid citizenship identitydocument identitydocumentnumber identitycardno
         idcardno identificationcard govtid governmentidnumber taxidentificationnumber
         taxpayeridentificationnumber taxreferencenumber taxref taxno taxnr fiscalcode1 avs avsnummer ahvnr13
         ahvn13 sozialversicherungsnr sozversnr versicherungsnummerrv rvnummer personalausweisnumber
         personalausweisid ausweisnr ausweisid numerodeidentidad numeroidentidad numeroidentificacion
         documentodeidentidad dninumero numerocedula cedulaidentidad
         cedulaciudadania numerodocumentoidentidad cartaidentitanumero numerocartaidentita documentoidentita
         numerodocumentoidentita cartaocidadao cartaodecidadao cartaocidadaonumero bilheteidentidade
         numerodocidadao niss ssnbe rijksregisternr insz nationaalnummer registrenational numeronational
         numerdowodu dowodosobisty seriainumerdowodu nrdowodu numerdowoduosobistego cartenationaledidentite
         numerocni cni naf numafiliacion numeroafiliacionss dowod pnr numeroniss nationalnumber numerocarteidentite szemelyiszam szemelyazonosito adoazonosito adoazonositojel buletin
         cnpclient noredupersonnin natid docnr numdocumento pccc supanncodeine eidnumber tckimlik tckn kimlikno tckimliknumarasi voterid voteridnumber epicno",
    ),
    (
        Builtin::NhsNumber,
        "nhs nhsnumber nhsno
         nhsnum nhsid nhsnumber1 nhsnbr chinumber",
    ),
    (
        Builtin::Dea,
        "dea deanumber deano dearegistration
         deanum deanbr deaid deareg deanumberprescriber prescriberdea deanumber1",
    ),
    (
        Builtin::Mbi,
        "mbi medicarebeneficiaryidentifier beneficiaryidentifier
         mbiid mbino medicarembi medicareid medicarebeneficiaryid medicarebeneficiarynumber",
    ),
    (
        Builtin::MedicalRecord,
        "patientennummer patientennr patientenid fallnummer numeropatient idpatient historiaclinica
         numerohistoria nhc cartellaclinica patientnummer prontuario chartnumber chartno hospitalnumber
         hospitalno patientaccountnumber encounterid visitnumber numerpacjenta hospitalid admissionnumber
         accessionid ipp
         mrnnumber mrnno mrnid medrecno medrecnum medrecnumber medicalrecordnbr medicalrecordnum
         patientmedicalrecordnumber healthrecordnumber patientnum patientnbr patientcode patientref
         patientreference patno patid patnum uhid hospitalmrn hospitalpatientid
         externalpatientid patientexternalid internalpatientid patientuuidno encounternumber encounterno
         encounternbr admissionno inpatientno accessionnumber
         accessionno          numerodossiermedical dossierpatient numerodehistoriaclinica
         numerohistoriaclinica nhistoria numerocartellaclinica
         numeroprontuario patientnr patientennr1 patientenkennung aufnahmenummer fallnr journalnummer
         potilasnumero cislopacienta 
        patnr patnummer fallid chartnum chartid nrohistoria nrohistoriaclinica numeroipp numerodossier nodossier
         numdossier numerocartella nrkartoteki kartoteka numerkartoteki nrhistoriichoroby pesident pacjentid
         idpacjenta idpaziente idpaciente pacienteid pazienteid patientmrnnumber mrnumber emrn empi empiid medrec
         accountnumberpatient patientaccount patientaccountno patientacct",
    ),
    (
        Builtin::MemberId,
        "versichertennummer versichertennr versicherungsnummer krankenversichertennummer kvnr numeroadherent
         numeroassure numeropoliza poliza numeroafiliado numeropolizza polisnummer apolice numerpolisy
         healthplanid healthplanmemberid healthplanbeneficiarynumber healthinsurancenumber healthinsuranceid
         healthid medicaidid medicaidnumber insuranceno insurancepolicynumber insurancepolicy planmemberid
         beneficiaryid policyholderid planid versnr versichertenid insurancecardnumber membershipnumber
         membershipid policyid planmember
         memberids memberidno memberidnum memnum membernbr membernum healthplannumber
         healthplanmembernumber planmembernumber planmemberidentifier insurancememberno insurancecardno
         insuranceidno insuranceidnumber insurancepolicyno insurancepolicyid policynum policynbr
         policyidnumber polnum subscriberidnumber subscribernbr subscribernum insuredid
         insuredidnumber insuredno insurednumber enrolleeid enrolleenumber          cardholderid rxid rxmemberid          medicaidno medicaidnum medicaidnbr medicarenbr hicn hicnumber mbinumber
         healthcardnumber healthcardno ohip ohipnumber ramq phn personalhealthnumber payermemberid          beneficiarynumber beneficiaryno beneficiarynbr          krankenkassennummer kassennummer kvnummer krankenversichertennr krankenversicherungsnummer
         krankenversicherungsnr versnummer egknummer numeroadherents numerodadherent
         numerodassure numerosecu1 nadherent numeromutuelle numeroafiliacion nafiliado numerodeafiliado
         numerotarjetasanitaria tarjetasanitaria cipsns numerotesserasanitaria tesserasanitaria
         numerodapolice numerodaapolice numerobeneficiario carteirinha cartaonacionaldesaude cartaosus
         numeroutente nutente zorgverzekeringsnummer verzekerdennummer polisnr numerubezpieczenia
         numerpolisyubezpieczenia sjukforsakringsnummer
        memberidnumber membershipno subscriberno healthinsuranceno healthcard healthcardid kvnr1 egk numadherent
         numassure numerodadherent1 ncarte numpoliza npoliza numerotessera tesserasanitaria1 numerobeneficiario1
         numerocarteirinha matriculaplano verzekeringsnummer relatienummerzorg nrubezpieczenia nrpolisy hicnumber1
         cinnumber rxmember rxgroup",
    ),
    (
        Builtin::Diagnosis,
        "drug drugname drugdescription medication medicationname medicationprescribed medicament medikament arzneimittel medicamento farmaco medicijn
         condition medicalcondition allergy allergies comorbidity orzeczenie rozpoznanie
         dx dxcode dxcodes icd10 icd10code icd10codes icdcodes icd10cm principaldiagnosis secondarydiagnosis
         admittingdiagnosis diagnose diagnosecode diagnoseschlussel codigodiagnostico hauptdiagnose
         diagnosecodes
         dxs dx1 dx2 dx3 diag diag1 diag2 diag3 diagcd diagcode diagcodes diagnosis1 diagnosis2 diagnosiscd
         diagnosiscode1 diagnosiscode2 icd1 icd10dx icd10diagnosis icd10gm icd10who cim10 cie10 codecim10
         codigocie10 codigocie codicediagnosi codicediagnosiicd diagnosticocie10 diagnosticoprincipal
         diagnosticosecundario diagnosticprincipal diagnosticassocie primarydx secondarydx admitdx
         admittingdx dischargedx dischargediagnosis workingdiagnosis primarydiagnosiscode
         principaldiagnosiscode secondarydiagnosiscode reasonforvisitcode icdkode icdkod diagnosekode
         diagnoskod diagnoosikoodi kodicd10 kodchoroby rozpoznanieicd10 nebendiagnose aufnahmediagnose
         entlassungsdiagnose diagnosetekst
        dxtext lastdx icdcode icdkod1 diagnosetext diagnosisname diagnosisdescription diagnosisdesc diagnosistext
         dxdescription dxdesc dxname dxlabel chiefcomplaint presentingcomplaint reasonforvisit reasonforreferral
         clinicalindication medicalhistory medicalnote pasthistory conditionname conditioncode problemname problemcode
         problemlist diagnosticlibelle libellediagnostic motifconsultation motifhospitalisation antecedents
         diagnosticotexto descripciondiagnostico motivoconsulta motivoingreso antecedentes diagnosiprincipale
         diagnosiuscita motivoricovero patologia patologie enfermedad malattia maladie pathologie krankheit
         krankheitsbild vorerkrankungen aandoening diagnosetekst1 ziekte rozpoznanieopis rozpoznaniekod choroba
         schorzenie disability disabilitytype allergyname allergen allergene alergia alergias allergie allergien
         medicationlist currentmedication medications prescription rxname rxdrug drugnm medicationdesc medikation
         dauermedikation ordonnance terapia farmaco1 medicijnen",
    ),
    (
        Builtin::CardCode,
        "cvv2 cvc2 csc cardverificationcode cardverificationvalue cardverification cardcvv cardcvc
         sicherheitscode kartenprufnummer prufnummer codedesecurite cryptogramme codigodeseguridad
         codigoseguridad codicedisicurezza codigodeseguranca verificationvalue cardsecurity securitynumber
         cvvcode cvccode cvvcvc
         cv2 cvvno cvvnumber cvcnumber cvv2code cvc2code cvn cvd cardcvv2 cardcvc2 cardcv2 cardcsc
         cccvv cccvc cccode ccv ccv2 creditcardcvv creditcardcode creditcardsecuritycode securitycodecvv
         kartenpruefnummer pruefnummer codigocvv codigocvc codicecvv codecvv codecvc cryptogrammevisuel
         kodcvv kodcvc cvvkod cvckod",
    ),
    (
        Builtin::PaymentCard,
        "cardnum creditcard creditcardno creditcardnum ccnumber ccnum ccno debitcard debitcardnumber cardpan
         primaryaccountnumber kartennummer kreditkarte kreditkartennummer numerocarte numerodecarte
         cartebancaire numerotarjeta numerodetarjeta tarjeta numerocarta kaartnummer numerodocartao numerocartao
         numerkarty paymentcard paymentcardnumber
         cardnbr cardnum1 cardnumberfull ccnbr creditcardnbr creditcards cardnumbers cardaccountnumber
         accountpan fullpan panfull ccard debitcardno debitcardnum cardid16 kreditkartennr kartennr
         numerodelatarjeta numerotarjetacredito numerocartebancaire numerocartecredit numerocartabancaire
         numerodicarta numerocartadicredito numerocartaodecredito creditcardnummer betaalkaartnummer
         kortnummer kortnr luottokortinnumero kartyaszam cislokarty kartnumarasi kartno numarcard nrcard
         numercard",
    ),
    (
        Builtin::CardExpiry,
        "exp expiry expirydate expdate expirationdate cardexpiry cardexp cardexpiration cardexpirationdate
         cardexpirydate ccexp ccexpiry validthru validuntil gultigbis ablaufdatum dateexpiration fechacaducidad
         fechavencimiento caducidad vencimiento scadenza vervaldatum validade expires
         cardexpiration1 expirymonthyear expmonthyear expmmyy expirymmyy ccexpdate ccexpirydate ccexpiration
         creditcardexpiry creditcardexpirationdate creditcardexpdate cardexpdate cardvalidthru cardvaliduntil
         validtill cardvalidity goodthru fechadeexpiracion fechaexpiracion fechadecaducidad
         fechadevencimiento validadecartao datadevalidade scadenzacarta datascadenza datescadence
         datedexpiration datevalidite finvalidite kartenablauf kartengultigbis gultigbis1 verfalldatum
         waznado datawaznosci utlopsdato utgangsdatum",
    ),
    (
        Builtin::SwiftBic,
        "swift swiftcode bic biccode swiftbic bicswift bankbic
         swiftbiccode swiftcd swiftno swiftnumber bicorswift biccd bicnumber creditorbic debtorbic senderbic
         recipientbic beneficiarybic codigoswift codigobic codeswift codebic codicebic codiceswift kodswift
         kodbic bankswift bankswiftcode bankbiccode swiftbankcode",
    ),
    (
        Builtin::Iban,
        "iban ibannumber ibanno bankiban ibannummer
         ibanaccount ibancode ibanaccountnumber ibannum ibannr accountiban creditoriban debtoriban senderiban
         recipientiban beneficiaryiban payeeiban customeriban ibandebtor ibancreditor ibantitular
         ibanempfanger numeroiban codigoiban codiceiban kodiban nriban numeriban kontoiban ibandestinatario
         ibanbeneficiario",
    ),
    (
        Builtin::SortCode,
        "sortcode banksortcode
         sortcd sortno sortingcode uksortcode bsb bsbnumber bsbno bankstatebranch",
    ),
    (
        Builtin::BankAccount,
        "kontonummer kontonr numerocompte numerodecompte numerocuenta numerodecuenta cuentabancaria numeroconto
         rekeningnummer numerodaconta numerkonta bankaccountno bankacct bankaccountnum checkingaccount
         savingsaccount ddaaccount
         acctnbr accountnbr accno accnum accnumber bankaccno bankaccountnbr bankaccnumber bankacctno
         bankacctnum bankacctnumber depositaccount depositaccountnumber ddaccount directdepositaccount
         directdepositaccountnumber checkingaccountnumber savingsaccountnumber payrollaccount
         payrollaccountnumber debtoraccount creditoraccount debtoraccountnumber creditoraccountnumber
         beneficiaryaccount beneficiaryaccountnumber beneficiaryaccountno payeeaccount payeeaccountnumber
         senderaccount senderaccountnumber recipientaccount recipientaccountnumber settlementaccount
         settlementaccountnumber fromaccount toaccount fromaccountnumber toaccountnumber sourceaccountnumber
         destinationaccountnumber externalaccountnumber loanaccountnumber bankkonto bankkontonummer
         bankkontonr kontonum kontonrempfanger numerodecompte1 numerocomptebancaire comptebancaire rib
         numerorib numerodecuentabancaria numerocuentabancaria cuentabancaria1 clabe numerodiconto
         contocorrente numerocontocorrente contobancario bankrekeningnummer bankrekening rekeningnr
         contabancaria numerodaconta1 contacorrente agenciaconta nib numerrachunku nrrachunku nrkonta
         numerrachunkubankowego bankgiro plusgiro tilinumero cislouctu bankovniucet bankszamlaszam szamlaszam
         contbancar hesapno hesapnumarasi dda ddanumber ddaacct",
    ),
    (
        Builtin::CardTrack,
        "track1 track2 trackdata track1data track2data magstripe",
    ),
    (
        Builtin::BankRouting,
        "routingnum bankrouting bankroutingnumber abanum abano abaroutingnumber
         routingnbr rtnumber rtnno routingtransit routingtransitno transitnumber transitroutingnumber abartn
         abartnnumber bankaba bankroutingno bankroutingnum bankroutingcode wirerouting achrouting
         achroutingnumber wireroutingnumber depositrouting abacode fedwire",
    ),
    (
        Builtin::HostName,
        "hostname fqdn nodename computername machinename servername dnshostname hostfqdn clienthost
         sourcehost srchost desthost dsthost destinationhost remotehost rhost peerhost dbhost serverhost hostaddr
         backendhost upstreamhost targethost agenthost workstation workstationname devicehostname syslogserver
         loghost bastionhost jumphost proxyhost smtphost mailhost ldaphost redishost mysqlhost postgreshost pghost",
    ),
    (
        Builtin::Npi,
        "renderingnpi providernpi billingnpi npino attendingnpi referringnpi prescribernpi
         npiid npinbr npinum npicode organizationnpi facilitynpi physiciannpi doctornpi providernpinumber
         individualnpi orderingnpi servicingnpi performingnpi operatingnpi pcpnpi nationalprovideridentifier
         nationalproviderid",
    ),
];
