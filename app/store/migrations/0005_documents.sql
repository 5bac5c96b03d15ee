-- Documents are evidence where an item asks for one; width and height are then those of the first page, in points.
ALTER TABLE blobs ADD COLUMN pages INTEGER CHECK (pages > 0);
