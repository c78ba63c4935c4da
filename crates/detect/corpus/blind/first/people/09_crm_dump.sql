-- MySQL dump 10.13  Distrib 8.0.43, for Linux (x86_64)
--
-- Host: db-crm-02.example.internal    Database: crm_prod
-- ------------------------------------------------------
-- Server version	8.0.43-0ubuntu0.22.04.1
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;

--
-- Table structure for table `clientes`
--

DROP TABLE IF EXISTS `clientes`;
CREATE TABLE `clientes` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `tipo` char(2) NOT NULL DEFAULT 'PF',
  `nome` varchar(120) NOT NULL,
  `cpf_cnpj` varchar(18) DEFAULT NULL,
  `rg` varchar(16) DEFAULT NULL,
  `nascimento` date DEFAULT NULL,
  `email` varchar(160) DEFAULT NULL,
  `telefone` varchar(24) DEFAULT NULL,
  `endereco` varchar(200) DEFAULT NULL,
  `cep` char(9) DEFAULT NULL,
  `criado_em` datetime NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uk_doc` (`cpf_cnpj`)
) ENGINE=InnoDB AUTO_INCREMENT=88124 DEFAULT CHARSET=utf8mb4;

LOCK TABLES `clientes` WRITE;
INSERT INTO `clientes` VALUES (88117,'PF','⟦person_name|Thaís Nogueira Prado⟧','⟦national_id|291.074.305-58⟧','⟦national_id|34.881.207-5⟧','⟦birth_date|1994-01-17⟧','⟦email|thais.prado@correio.example⟧','⟦phone|(21) 99555-0147⟧','⟦address|Rua Voluntários da Pátria, 445, bl. 2 apto 1103, Botafogo, Rio de Janeiro/RJ⟧','⟦address|22270-000⟧','2024-11-02 13:22:08'),
(88118,'PF','⟦person_name|Edivaldo S. Monteiro⟧','⟦national_id|90929271203⟧',NULL,'⟦birth_date|1967-09-04⟧',NULL,'⟦phone|9135550192⟧','⟦address|Tv. Quatorze de Março 801⟧','⟦address|66055-490⟧','2024-11-02 13:40:51'),
(88119,'PJ','Padaria Estrela do Norte Ltda','⟦?|52.597.129/0001-22⟧',NULL,NULL,'⟦?|contato@estreladonorte.example⟧','⟦?|(92) 3555-0110⟧','⟦?|Av. Djalma Batista, 3000⟧','⟦?|69050-010⟧','2024-11-03 08:01:37'),
(88120,'PF','⟦person_name|O\'Hara Lima, Kátia⟧','⟦national_id|978.712.682-79⟧','⟦national_id|MG-12.554.019⟧','⟦birth_date|1980-12-31⟧','⟦email|katia.ohara@correio.example⟧','⟦phone|+55 31 98555-0163⟧','⟦address|R. da Bahia, 1148/602 - Centro - Belo Horizonte⟧','⟦address|30160-906⟧','2024-11-05 19:12:00');
UNLOCK TABLES;

--
-- Table structure for table `produtos`
--

CREATE TABLE `produtos` (
  `sku` varchar(20) NOT NULL,
  `descricao` varchar(100) NOT NULL,
  `ean` char(13) DEFAULT NULL,
  `preco` decimal(10,2) NOT NULL
) ENGINE=InnoDB;
INSERT INTO `produtos` VALUES ('LIC-STD-12','Licença Standard 12 meses','7891000315507',1188.00),('SUP-GOLD','Suporte Gold','7896004000855',499.90),('CAB-USB-02','Cabo USB 2 m','7891234500014',29.90);

--
-- Table structure for table `usuarios`
--

CREATE TABLE `usuarios` (
  `id` int NOT NULL,
  `login` varchar(40) NOT NULL,
  `senha_hash` char(60) NOT NULL,
  `nome_completo` varchar(120) NOT NULL,
  `ultimo_ip` varchar(45) DEFAULT NULL,
  `perfil` enum('admin','vendas','suporte') NOT NULL
) ENGINE=InnoDB;
INSERT INTO `usuarios` (`id`, `login`, `senha_hash`, `nome_completo`, `ultimo_ip`, `perfil`) VALUES
(1,'admin','⟦password|$2y$12$wq0XkM7f3vT1bZr9LsYd8eN5uHcJ2aGpQiVoR6tKxEmWzB4lDyFSC⟧','Administrador do Sistema','10.4.0.12','admin'),
(14,'⟦?|jvasques⟧','⟦password|$2y$12$8mRtLc2YpGhK0vNxZ4bQeuJ7sWfDoA1iTq5XrVkE9lHyMzB3nUdPG⟧','⟦person_name|Joaquim Vasques⟧','10.4.2.88','vendas'),
(15,'⟦?|bpinheiro⟧','⟦password|$2y$12$Tz9KbWq4XeLr7MnVh2YcDuA6pGsJfO0iQ5xRlEt8kNmHyB1vUdZSW⟧','⟦person_name|Beatriz Pinheiro da Cruz⟧','10.4.2.91','suporte');

--
-- Table `interacoes`
--

INSERT INTO `interacoes` (`id`,`cliente_id`,`usuario_id`,`canal`,`texto`,`hash`) VALUES
 (551201,88117,15,'telefone','Cliente ⟦person_name|Thaís⟧ pediu 2ª via do boleto. Confirmou CPF ⟦national_id|29107430558⟧ e data de nascimento ⟦birth_date|17/01/1994⟧.','a41c0e9b77d2'),
 (551202,88120,14,'email','Sra. ⟦person_name|Kátia O\'Hara⟧ mudou de telefone, novo nº ⟦phone|31 98555-0171⟧. Protocolo 20241105-003381.','0b8e77aa19c4'),
 (551203,88118,15,'chat','Sr. ⟦person_name|Edivaldo⟧ solicita troca do veículo no cadastro: placa ⟦vehicle_id|QVT3E47⟧ (antes ⟦vehicle_id|JKM-4410⟧).','77d0f1c3e6ab'),
 (551204,88119,14,'email','NF-e 000.018.442 série 1 rejeitada, código 539. Aguardando contador.','c19be04471f0');

-- PostgreSQL side (staging copy), pg_dump --inserts
INSERT INTO public.person (person_id, given, family, dob, mobile, created_at) VALUES (7001, '⟦person_name|Tiago⟧', '⟦person_name|Salgueiro⟧', DATE '⟦birth_date|1999-05-30⟧', '⟦phone|+351912555014⟧', '2025-02-11 09:14:55.120334+00');
INSERT INTO public.person (person_id, given, family, dob, mobile, created_at) VALUES (7002, '⟦person_name|Inês⟧', '⟦person_name|Faria Cordeiro⟧', NULL, '⟦phone|351 93 555 0 128⟧', '2025-02-11 09:14:55.120334+00');
INSERT INTO public.schema_migrations (version, checksum) VALUES ('20250211091001', 'd41d8cd98f00b204e9800998ecf8427e');

-- Dump completed on 2025-11-20  3:15:42
