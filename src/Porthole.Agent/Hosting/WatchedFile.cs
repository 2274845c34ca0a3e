namespace Porthole.Agent.Hosting;

/// <summary>A file, and what to do when it has changed since this object was made, or has come or gone.</summary>
internal sealed class WatchedFile(string path, Action changed)
{
    private FileStamp _seen = FileStamp.Of(path);
    private FileStamp _told = FileStamp.Of(path);

    /// <summary>Tells of a change when two looks in a row see the same: an editor that still writes is left to finish.</summary>
    public void Look()
    {
        var now = FileStamp.Of(path);
        if (now == _seen && now != _told)
        {
            _told = now;
            changed();
        }

        _seen = now;
    }
}
