namespace Porthole.Agent.Hosting;

/// <summary>A file's time and size, by which a change is seen; the default value when there is no file.</summary>
internal readonly record struct FileStamp(DateTime Time, long Length)
{
    public static FileStamp Of(string path)
    {
        var info = new FileInfo(path);
        return info.Exists ? new FileStamp(info.LastWriteTimeUtc, info.Length) : default;
    }
}
