using System.Text.Json;

namespace Porthole.Agent.Connections;

/// <summary>
/// Keeps who was connected through the relay for 30 days: a file a day in the state folder, a line of JSON a connection.
/// One writer; readers may come from any thread.
/// </summary>
internal sealed class ConnectionLog : IDisposable
{
    /// <summary>Long enough to look into a break-in that was noticed late, short enough not to become a record of a family's habits.</summary>
    public const int KeptDays = 30;

    /// <summary>A flood of connections must not fill the disk: at about 150 bytes a line this holds 100,000 a day.</summary>
    private const long MostBytesADay = 16 * 1024 * 1024;

    /// <summary>What the faces show without reading files.</summary>
    private const int MostRecent = 200;

    /// <summary>Not in the first minute, when the agent has ports to open; once a day from then on.</summary>
    private static readonly TimeSpan FirstTidy = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TidyInterval = TimeSpan.FromDays(1);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly ITimer _tidying;
    private LinkedList<ConnectionRecord>? _recent;
    private FileStream? _file;
    private DateOnly _day;
    private bool _isFull;

    public ConnectionLog(string folder, TimeProvider time, ILogger<ConnectionLog> logger)
    {
        (_folder, _time, _logger) = (folder, time, logger);
        _tidying = time.CreateTimer(_ => RemoveOld(), null, FirstTidy, TidyInterval);
    }

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    /// <summary>The days that are kept, the newest first.</summary>
    public IReadOnlyList<DateOnly> Days => [.. ConnectionFiles.Days(_folder).Where(IsKept)];

    /// <summary>Those that ended last, the newest first; those of earlier runs too.</summary>
    public IReadOnlyList<ConnectionRecord> Recent
    {
        get
        {
            lock (_gate) return [.. Remembered()];
        }
    }

    /// <summary>Notes a connection that ended.</summary>
    public void Add(ConnectionRecord record)
    {
        lock (_gate)
        {
            var recent = Remembered();
            recent.AddFirst(record);
            if (recent.Count > MostRecent) recent.RemoveLast();
            try
            {
                Append(record);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Said once a day: a full disk is no reason to stop a viewer, nor to fill the log.
                if (!_isFull) ConnectionLogMessages.NotWritten(_logger, _folder, exception.Message);
                _isFull = true;
            }
        }
    }

    /// <summary>The connections of a day as they stand in its file, a line of JSON each; null when none is kept. The caller disposes it.</summary>
    public Stream? OpenDay(DateOnly day)
    {
        if (!IsKept(day)) return null;
        try
        {
            return new FileStream(ConnectionFiles.PathOf(_folder, day), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _tidying.Dispose();
        lock (_gate) Close();
    }

    // A day that is over is not shown any more, even if its file waits for the next tidying.
    // Day numbers, because a date may be one that nothing can be added to: 9999-12-31 in a file's name or in an address.
    private bool IsKept(DateOnly day) => day.DayNumber + KeptDays >= Today.DayNumber;

    // Read when first needed: at its start the agent has ports to open.
    private LinkedList<ConnectionRecord> Remembered() => _recent ??= new LinkedList<ConnectionRecord>(ConnectionFiles.ReadLast(_folder, Days, MostRecent));

    private void Append(ConnectionRecord record)
    {
        var today = Today;
        if (today != _day)
        {
            (_day, _isFull) = (today, false);
            Close();
            Directory.CreateDirectory(_folder);
            _file = OpenEnd(ConnectionFiles.PathOf(_folder, today));
        }

        if (_isFull || _file is null) return;
        if (_file.Length > MostBytesADay)
        {
            _isFull = true;
            ConnectionLogMessages.Full(_logger, MostBytesADay / 1024 / 1024);
            return;
        }

        JsonSerializer.Serialize(_file, record, ConnectionJson.Default.ConnectionRecord);
        _file.Write("\n"u8);
        _file.Flush();
    }

    // What a full disk did not take is written once more on closing, and told of already.
    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // The disk is still full.
        }

        _file = null;
    }

    private static FileStream OpenEnd(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length == 0) return file;

        // A line that a power failure cut must not spoil the next one.
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n') file.Write("\n"u8);
        return file;
    }

    // Not only when somebody comes: what is over 30 days old goes though nobody ever connects again.
    private void RemoveOld()
    {
        foreach (var day in ConnectionFiles.Days(_folder).Where(day => !IsKept(day)))
        {
            try
            {
                File.Delete(ConnectionFiles.PathOf(_folder, day));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                ConnectionLogMessages.NotRemoved(_logger, ConnectionFiles.PathOf(_folder, day), exception.Message);
            }
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

    [LoggerMessage(4002, LogLevel.Warning, "{File} is over 30 days old and cannot be removed ({Why}): remove it by hand or mend the rights of the folder")]
    public static partial void NotRemoved(ILogger logger, string file, string why);
}
