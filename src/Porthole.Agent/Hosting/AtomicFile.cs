using System.Text;

namespace Porthole.Agent.Hosting;

/// <summary>Writes a file so that a reader, or a power cut, meets the old content or the new one and nothing between.</summary>
internal static class AtomicFile
{
    public static void Write(string path, string content)
    {
        var next = path + ".new";
        using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));

            // To the disk before the name changes: after a power cut the name must not lead to an empty file.
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
