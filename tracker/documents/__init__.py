"""Files in and out: plain rows and frozen records on one side, text and workbooks on the other.

Nothing here knows Django or the database; services turn these records into rows.
"""
