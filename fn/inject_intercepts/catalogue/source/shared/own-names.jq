def own_names($hash): .;
