passwd after=files imap
group  after=files imap
