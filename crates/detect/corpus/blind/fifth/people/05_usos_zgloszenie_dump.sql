-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)
-- Host: db-dziekanat.test    Database: dziekanat_prod
-- ------------------------------------------------------
-- Zgłoszenie HD-20418: po migracji polskie znaki w nazwiskach + złe daty. Wycinek, kontakt:
-- mgr ⟦person_name|Halina Pietrusiewicz⟧, Dziekanat WZiE, pok. 214, tel. ⟦phone|(58) 347-22-91⟧, ⟦email|halina.pietrusiewicz@uczelnia.example⟧

/*!40101 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;

DROP TABLE IF EXISTS `studenci`;
CREATE TABLE `studenci` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `nr_albumu` varchar(8) NOT NULL,
  `nazwisko` varchar(64) COLLATE utf8mb4_polish_ci NOT NULL,
  `imie` varchar(40) NOT NULL,
  `imie2` varchar(40) DEFAULT NULL,
  `pesel` char(11) DEFAULT NULL,
  `data_ur` date DEFAULT NULL,
  `dokument` varchar(20) DEFAULT NULL,
  `telefon` varchar(20) DEFAULT NULL,
  `email_pryw` varchar(80) DEFAULT NULL,
  `haslo_md5` char(32) DEFAULT NULL,
  `kierunek` varchar(12) DEFAULT NULL,
  `semestr` tinyint(4) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uk_album` (`nr_albumu`)
) ENGINE=InnoDB AUTO_INCREMENT=20877 DEFAULT CHARSET=utf8mb4;

LOCK TABLES `studenci` WRITE;
INSERT INTO `studenci` VALUES
(20418,'⟦student_number|187342⟧','⟦person_name|Gąsiorowska⟧','⟦person_name|Weronika⟧','⟦person_name|Anna⟧','⟦national_id|95061703829⟧','⟦birth_date|1995-06-17⟧','⟦national_id|CBK 482913⟧','⟦phone|691 204 837⟧','⟦email|wera.gasior@skrzynka.example⟧','⟦password_hash|{hex:32}⟧','ZIE-N2',3),
(20419,'⟦student_number|187360⟧','⟦person_name|Śliwiński⟧','⟦person_name|Jędrzej⟧',NULL,'⟦national_id|02281904219⟧','⟦birth_date|2002-08-19⟧','⟦national_id|DAT274018⟧','⟦phone|+48 512 770 194⟧','⟦email|jedrek.sliwa@skrzynka.example⟧','⟦password_hash|{hex:32}⟧','INF-S1',5),
(20420,'⟦student_number|187371⟧','⟦person_name|Kovalenko⟧','⟦person_name|Oleksandra⟧',NULL,NULL,'⟦birth_date|2004-01-30⟧','⟦passport|FU482917⟧','⟦phone|+380 67 318 20 44⟧','⟦email|o.kovalenko@studmail.example⟧',NULL,'INF-S1',1),
(20421,'⟦student_number|187388⟧','⟦person_name|Bełdowicz⟧','⟦person_name|Krystian⟧','⟦person_name|Maciej⟧','⟦national_id|88041206377⟧','⟦birth_date|1988-04-12⟧',NULL,NULL,NULL,'⟦?|d41d8cd98f00b204e9800998ecf8427e⟧','ZIE-P',2);
UNLOCK TABLES;

DROP TABLE IF EXISTS `adresy`;
CREATE TABLE `adresy` (
  `student_id` int(11) NOT NULL,
  `typ` enum('ZAM','KOR') NOT NULL,
  `ulica` varchar(80) DEFAULT NULL,
  `nr` varchar(12) DEFAULT NULL,
  `kod` char(6) DEFAULT NULL,
  `miejscowosc` varchar(60) DEFAULT NULL,
  `teryt` char(7) DEFAULT NULL
) ENGINE=InnoDB;
INSERT INTO `adresy` (`student_id`,`typ`,`ulica`,`nr`,`kod`,`miejscowosc`,`teryt`) VALUES
(20418,'ZAM','⟦address|Do Studzienki⟧','⟦?|31A/4⟧','⟦?|80-227⟧','⟦?|Gdańsk⟧','2261011'),
(20419,'ZAM','⟦address|al. Zwycięstwa⟧','⟦?|112 m. 8⟧','⟦?|81-540⟧','⟦?|Gdynia⟧','2262011'),
(20421,'KOR',NULL,'⟦?|Pelplin 17⟧','⟦?|83-130⟧','⟦?|Pelplin⟧','2214044');

INSERT INTO `stypendia` (`id`,`student_id`,`rodzaj`,`kwota`,`nr_rachunku`,`decyzja`,`data_decyzji`) VALUES
(7710,20418,'SOC',⟦?|1340.00⟧,'⟦iban|PL34109024020000000138472915⟧','DZ/4021/88/2024','2024-11-04'),
(7711,20421,'NIEPELNOSPR',⟦?|900.00⟧,NULL,'DZ/4021/91/2024','2024-11-04');

INSERT INTO `uwagi` (`student_id`,`autor`,`tresc`,`utworzono`) VALUES
(20421,'⟦?|hpietrusiewicz⟧','orzeczenie o stopniu umiarkowanym - ⟦diagnosis|epilepsja (06-E)⟧, prosi o indywidualną organizację','2024-10-21 09:14:55'),
(20419,'⟦?|hpietrusiewicz⟧','matka dzwoniła (p. ⟦person_name|Bożena Śliwińska⟧, ⟦phone|606-41-77-12⟧), zagubiona legitymacja nr ⟦student_number|S/187360/1⟧','2025-01-13 12:40:02'),
(20418,'⟦?|system⟧','reset hasła, wymuszona zmiana przy logowaniu; min. 8 znaków','2025-02-02 03:00:11');

-- próba naprawy wykonana przez ⟦person_name|Radosława Ćwieka⟧ (ASI):
UPDATE studenci SET nazwisko = CONVERT(CAST(CONVERT(nazwisko USING latin1) AS BINARY) USING utf8mb4) WHERE id BETWEEN 20400 AND 20500;
-- Query OK, 96 rows affected (0.031 sec), checksum table: 3120947716
SELECT id, nazwisko, pesel FROM studenci WHERE pesel = '⟦national_id|95061703829⟧' OR nazwisko LIKE '⟦?|Gąsiorowsk⟧%';
-- gtid 0-1-8847120, dump completed on 2025-02-19 22:07:31
