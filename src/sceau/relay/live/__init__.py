"""The live board: one small process that tells thousands of open browsers that something changed, and never what.

The one idea: a browser is told a number and asks for the rest over HTTP, where rights are checked. So what passes here
is no secret, a lost event costs nothing, and a process that dies is started again.
"""
