-- CreateTable
CREATE TABLE "Service" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "enabled" BOOLEAN NOT NULL
);

-- CreateTable
CREATE TABLE "Database" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "directory" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "journal" BOOLEAN NOT NULL,
    "isSystem" BOOLEAN NOT NULL,
    "mountedReadOnly" BOOLEAN NOT NULL,
    "mirrorName" TEXT,
    "mirrorDatabaseName" TEXT,
    "mirrorDatabaseGuid" TEXT
);

-- CreateTable
CREATE TABLE "TlsConfiguration" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "caFile" TEXT NOT NULL,
    "certificateFile" TEXT NOT NULL,
    "privateKeyFile" TEXT NOT NULL,
    "privateKeyPassword" TEXT NOT NULL,
    "minimumProtocol" TEXT NOT NULL,
    "maximumProtocol" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "MirrorMembership" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mirrorName" TEXT NOT NULL,
    "mirrorGuid" TEXT NOT NULL,
    "memberGuid" TEXT NOT NULL,
    "memberName" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "networkInterface" TEXT,
    "joinMirror" BOOLEAN NOT NULL,
    "validatedMember" BOOLEAN NOT NULL,
    "stopped" BOOLEAN NOT NULL,
    "noFailoverFor" TEXT,
    "configuration" TEXT,
    "durableState" TEXT
);

-- CreateTable
CREATE TABLE "PendingMember" (
    "guid" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "instanceName" TEXT NOT NULL,
    "instanceDirectory" TEXT NOT NULL,
    "agentAddress" TEXT NOT NULL,
    "agentPort" INTEGER NOT NULL,
    "mirrorPrivateAddress" TEXT NOT NULL,
    "superserverAddress" TEXT NOT NULL,
    "superserverPort" INTEGER NOT NULL,
    "distinguishedName" TEXT NOT NULL,
    "requestedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "severity" INTEGER NOT NULL,
    "text" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "Database_directory_key" ON "Database"("directory");

-- CreateIndex
CREATE UNIQUE INDEX "Database_mirrorName_mirrorDatabaseName_key" ON "Database"("mirrorName", "mirrorDatabaseName");
