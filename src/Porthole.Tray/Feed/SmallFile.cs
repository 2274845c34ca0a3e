namespace Porthole.Tray.Feed;

/// <summary>Reads the small files that the agent leaves in its state folder.</summary>
internal static class SmallFile
{
    /// <summary>An address or a token is some dozen bytes; what is larger than this was not written by the agent.</summary>
    public const int MaxBytes = 4096;

    /// <summary>The content; null when the file is missing, not for this user, or too large.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            // The agent may replace the file at this moment, and must not be kept from it.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var content = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length > MaxBytes ? null : content[..length];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
