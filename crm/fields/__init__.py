"""Fields that administrators define: on customers, documents, wrap-up forms.

definitions.py says what a field is, clean.py takes values in, conditions.py is the one language of conditions over
them, check.py and conditions.check look at what an administrator saves. These are pure. index.py keeps the values
findable, references.py looks whether what they point to is there.
"""
