# SPDX-License-Identifier: GPL-2.0-or-later
# Turn sql/*.sql into C. Queries become enum sql_id entries and sql_text[];
# files under migrate/ become sql_migration[], in the order given.
# -v mode=h prints the header, -v mode=c the data.
FNR == 1 { migrate = (FILENAME ~ /migrate\//); if (migrate) mig[++nm] = "" }
!migrate && /^-- name: / { name[++nq] = $3; text[nq] = ""; next }
/^[ \t]*--/ || /^[ \t]*$/ { next }
{
	gsub(/\\/, "\\\\"); gsub(/"/, "\\\"")
	line = "\n    \"" $0 "\\n\""
	if (migrate) mig[nm] = mig[nm] line
	else text[nq] = text[nq] line
}
END {
	print "/* Made from sql/ by build-aux/embed-sql.awk; do not edit. */"
	if (mode == "h") {
		print "#ifndef SQL_DATA_H\n#define SQL_DATA_H\nenum sql_id {"
		for (i = 1; i <= nq; i++) print "    SQL_" toupper(name[i]) ","
		print "    SQL_COUNT\n};\nextern const char *const sql_text[SQL_COUNT];\nextern const char *const sql_name[SQL_COUNT];"
		print "#define SQL_VERSION " nm "\nextern const char *const sql_migration[SQL_VERSION];\n#endif"
	} else {
		print "#pragma GCC diagnostic ignored \"-Woverlength-strings\""
		print "#include \"store/sql_data.h\"\nconst char *const sql_text[SQL_COUNT] = {"
		for (i = 1; i <= nq; i++) print "[SQL_" toupper(name[i]) "] =" text[i] ","
		print "};\nconst char *const sql_name[SQL_COUNT] = {"
		for (i = 1; i <= nq; i++) print "[SQL_" toupper(name[i]) "] = \"" name[i] "\","
		print "};\nconst char *const sql_migration[SQL_VERSION] = {"
		for (i = 1; i <= nm; i++) print mig[i] ","
		print "};"
	}
}
