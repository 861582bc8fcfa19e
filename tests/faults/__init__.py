"""Faults on purpose: does every article served end, once, whatever happens to the rooms?"""
