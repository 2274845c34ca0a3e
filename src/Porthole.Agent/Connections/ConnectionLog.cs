using System.Text.Json;

namespace Porthole.Agent.Connections;

/// <summary>
/// Keeps who was connected through the relay for 30 days: a file a day in the state folder, a line of JSON a connection.
/// One writer; readers may come from any thread.
/// </summary>
internal sealed class ConnectionLog(string folder, TimeProvider time, ILogger<ConnectionLog> logger) : IDisposable
{
    /// <summary>Long enough to look into a break-in that was noticed late, short enough not to become a record of a family's habits.</summary>
    public const int KeptDays = 30;

    /// <summary>A flood of connections must not fill the disk: at about 150 bytes a line this holds 100,000 a day.</summary>
    private const long MostBytesADay = 16 * 1024 * 1024;

    /// <summary>What the faces show without reading files.</summary>
    private const int MostRecent = 200;

    private readonly Lock _gate = new();
    private readonly LinkedList<ConnectionRecord> _recent = new();
    private FileStream? _file;
    private DateOnly _day;
    private bool _isFull;

    /// <summary>Those that ended last, the newest first.</summary>
    public IReadOnlyList<ConnectionRecord> Recent
    {
        get
        {
            lock (_gate) return [.. _recent];
        }
    }

    /// <summary>Notes a connection that ended.</summary>
    public void Add(ConnectionRecord record)
    {
        lock (_gate)
        {
            _recent.AddFirst(record);
            if (_recent.Count > MostRecent) _recent.RemoveLast();
            try
            {
                Append(record);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Said once a day: a full disk is no reason to stop a viewer, nor to fill the log.
                if (!_isFull) ConnectionLogMessages.NotWritten(logger, folder, exception.Message);
                _isFull = true;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate) _file?.Dispose();
    }

    private void Append(ConnectionRecord record)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (today != _day)
        {
            (_day, _isFull) = (today, false);
            _file?.Dispose();
            _file = null;
            Directory.CreateDirectory(folder);
            RemoveOld(today);
            _file = new FileStream(Path.Combine(folder, $"{today:yyyy-MM-dd}.jsonl"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }

        if (_isFull || _file is null) return;
        if (_file.Length > MostBytesADay)
        {
            _isFull = true;
            ConnectionLogMessages.Full(logger, MostBytesADay / 1024 / 1024);
            return;
        }

        JsonSerializer.Serialize(_file, record, ConnectionJson.Default.ConnectionRecord);
        _file.Write("\n"u8);
        _file.Flush();
    }

    private void RemoveOld(DateOnly today)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl"))
        {
            if (DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(file), "yyyy-MM-dd", out var day) && day.AddDays(KeptDays) < today) File.Delete(file);
        }
    }
}

/// <summary>What the connection log says in the agent's log. Event ids 4000 to 4099.</summary>
internal static partial class ConnectionLogMessages
{
    [LoggerMessage(4000, LogLevel.Warning, "Connections through the relay are not kept in {Folder} today ({Why}): make room on the disk or mend the rights of the folder")]
    public static partial void NotWritten(ILogger logger, string folder, string why);

    [LoggerMessage(4001, LogLevel.Warning, "Today's log of connections holds {Megabytes} MB: no more are kept until tomorrow. Somebody floods the relay")]
    public static partial void Full(ILogger logger, long megabytes);
}
