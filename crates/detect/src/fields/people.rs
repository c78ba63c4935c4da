//! Names of fields that hold what belongs to a person, in the languages of our customers.

use std::sync::LazyLock;

use crate::rules::Builtin;

/// Names in a script that is not Latin, as they are written.
pub(super) fn other_script(name: &[u8]) -> Option<Builtin> {
    Some(match std::str::from_utf8(name).ok()?.trim() {
        "氏名" | "名前" | "お名前" | "姓" | "名" | "フリガナ" | "患者名" | "顧客名" | "契約者"
        | "担当者" | "姓名" | "имя" | "фамилия" | "фио" => Builtin::PersonName,
        "生年月日" | "誕生日" | "出生日期" | "дата рождения" => {
            Builtin::BirthDate
        }
        "住所" | "ご住所" | "地址" | "адрес" => Builtin::Address,
        "電話番号" | "電話" | "携帯電話" | "携帯番号" | "手机" | "电话" | "телефон" => {
            Builtin::Phone
        }
        "マイナンバー" | "個人番号" | "身份证" | "身份证号" => Builtin::NationalId,
        "口座番号" => Builtin::BankAccount,
        "カード番号" => Builtin::PaymentCard,
        "患者番号" | "診察券番号" | "患者ID" => Builtin::MedicalRecord,
        "保険証番号" | "被保険者番号" => Builtin::MemberId,
        "旅券番号" | "パスポート番号" => Builtin::Passport,
        "免許証番号" => Builtin::DrivingLicence,
        _ => return None,
    })
}

/// Names that say something only when nothing stands in front of them: `family` is a person's, `font-family` is not.
pub(super) fn whole(name: &[u8]) -> Option<Builtin> {
    Some(match name {
        b"given" | b"family" | b"nm" | b"fn" | b"ln" | b"last" | b"first" | b"middle"
        | b"fahrer" | b"behandler" | b"patientin" | b"jmeno" | b"holder" => Builtin::PersonName,
        b"line1" | b"line2" | b"addr1" | b"addr2" | b"street1" | b"addressline1" => {
            Builtin::Address
        }
        b"fin" => Builtin::VehicleId,
        b"host" | b"node" | b"server" | b"machine" => Builtin::HostName,
        _ => return None,
    })
}

/// The names, in small letters without accents, words joined, by what they say.
const NAMES: &[(Builtin, &str)] = &[
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
         inhabername",
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
         codigopostal1 iranyitoszam postinumero postikood",
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
         telefonkomorkowy telefonstacjonarny numerkomorki telefondomowy",
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
         nato",
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
         numeroinsee matriculeassure",
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
         cnpclient tckimlik tckn kimlikno tckimliknumarasi voterid voteridnumber epicno",
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
         potilasnumero cislopacienta ",
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
         numerpolisyubezpieczenia sjukforsakringsnummer",
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
         entlassungsdiagnose diagnosetekst",
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
         contbancar hesapno hesapnumarasi",
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

/// What a field of this name holds.
pub(super) fn exact(name: &[u8]) -> Option<Builtin> {
    static TABLE: LazyLock<Table> = LazyLock::new(|| {
        Table::new(NAMES.iter().flat_map(|(kind, names)| {
            names
                .split_ascii_whitespace()
                .map(|name| (name.as_bytes(), *kind))
        }))
    });
    TABLE.get(name)
}

/// The names by a hash that costs little. The names are ours, so nobody can make many of them share a slot.
struct Table {
    slots: Vec<Option<(&'static [u8], Builtin)>>,
}

impl Table {
    /// Of two entries of one name the last counts.
    fn new(names: impl Iterator<Item = (&'static [u8], Builtin)> + Clone) -> Self {
        let size = (names.clone().count() * 3).next_power_of_two();
        let mut slots: Vec<Option<(&'static [u8], Builtin)>> = vec![None; size];
        for (name, kind) in names {
            let mut at = hash(name) % size;
            while slots[at].is_some_and(|(held, _)| held != name) {
                at = (at + 1) % size;
            }
            slots[at] = Some((name, kind));
        }
        Self { slots }
    }

    fn get(&self, name: &[u8]) -> Option<Builtin> {
        let mut at = hash(name) % self.slots.len();
        while let Some((held, kind)) = self.slots[at] {
            if held == name {
                return Some(kind);
            }
            at = (at + 1) % self.slots.len();
        }
        None
    }
}

fn hash(name: &[u8]) -> usize {
    let mixed = name.chunks(8).fold(name.len() as u64, |sum, part| {
        let mut eight = [0; 8];
        eight[..part.len()].copy_from_slice(part);
        (sum ^ u64::from_le_bytes(eight))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
    });
    usize::try_from(mixed >> 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::classify;
    use super::*;

    /// A value of each kind that most names stand in front of.
    const SAMPLES: [(Builtin, &str); 14] = [
        (Builtin::PersonName, "Zebulon Quux"),
        (Builtin::Address, "Quuxweg 17, 50667 Newtown"),
        (Builtin::Phone, "0221 4710992"),
        (Builtin::BirthDate, "1979-03-21"),
        (Builtin::GeoCoordinates, "52.520008"),
        (Builtin::Passport, "C01X00T47"),
        (Builtin::DrivingLicence, "B072RRE2I55"),
        (Builtin::VehicleId, "WVWZZZ1JZXW000001"),
        (Builtin::StudentId, "20418834"),
        (Builtin::NationalId, "12345678Z"),
        (Builtin::MedicalRecord, "88410023"),
        (Builtin::MemberId, "W884100237"),
        (Builtin::Diagnosis, "E11.9"),
        (Builtin::BankAccount, "4410092337"),
    ];

    #[test]
    fn every_name_leads_to_its_value() {
        let rules = crate::Rules::default_pack();
        let mut lost = Vec::new();
        for (kind, names) in NAMES {
            let Some((_, value)) = SAMPLES.iter().find(|(one, _)| one == kind) else {
                continue;
            };
            // What is longer than a word that is kept, or ends in a figure, stands for names written in several words.
            let whole =
                |name: &&str| name.len() <= 24 && !name.ends_with(|c: char| c.is_ascii_digit());
            for name in names.split_ascii_whitespace().filter(whole) {
                let text = format!("{{\"at\": 5, \"{name}\": \"{value}\"}}\n");
                let found = crate::scan_all(rules, text.as_bytes());
                if !found.iter().any(|one| {
                    usize::try_from(one.start).is_ok_and(|start| text[start..].starts_with(value))
                }) {
                    lost.push(format!("{kind:?}:{name}"));
                }
            }
        }
        assert!(lost.is_empty(), "{}: {}", lost.len(), lost.join(" "));
    }

    #[test]
    fn names_of_personal_fields_in_many_languages() {
        for (name, kind) in [
            ("Vorname", Builtin::PersonName),
            ("kunde_nachname", Builtin::PersonName),
            ("Geburtsdatum", Builtin::BirthDate),
            ("Straße", Builtin::Address),
            ("prénom", Builtin::PersonName),
            ("date_naissance", Builtin::BirthDate),
            ("Date de naissance", Builtin::BirthDate),
            ("numéro de téléphone", Builtin::Phone),
            ("apellidos", Builtin::PersonName),
            ("fechaNacimiento", Builtin::BirthDate),
            ("cognome", Builtin::PersonName),
            ("codice_fiscale", Builtin::ItCodiceFiscale),
            ("endereço", Builtin::Address),
            ("IMIĘ", Builtin::PersonName),
            ("Führerscheinnummer", Builtin::DrivingLicence),
            ("driversLicenseNumber", Builtin::DrivingLicence),
            ("Passport No", Builtin::Passport),
            ("student_id", Builtin::StudentId),
            ("nhsNumber", Builtin::NhsNumber),
            ("card-expiry-date", Builtin::CardExpiry),
            ("swift_code", Builtin::SwiftBic),
            ("Sort Code", Builtin::SortCode),
            ("customer.cpf", Builtin::BrCpf),
            ("Steuer-ID", Builtin::DeTaxId),
        ] {
            assert_eq!(classify(name.as_bytes()), Some(kind), "{name}");
        }
        for name in [
            "telemetry",
            "expired",
            "vintage",
            "via_proxy",
            "nominal",
            "latency",
            "passport_js",
            "dealer",
            "panel",
            "straße_typ",
        ] {
            assert_eq!(classify(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn no_name_stands_in_two_rows() {
        let mut seen = std::collections::HashSet::new();
        for name in NAMES
            .iter()
            .flat_map(|(_, names)| names.split_ascii_whitespace())
        {
            assert!(seen.insert(name), "{name}");
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
                "{name}"
            );
        }
        assert!(seen.len() > 400);
    }
}
