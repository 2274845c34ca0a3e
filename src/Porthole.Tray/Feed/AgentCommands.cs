using System.Net.Sockets;
using Porthole.Tray.Status;

namespace Porthole.Tray.Feed;

/// <summary>What the tray can ask of the agent. Every call blocks for seconds at worst.</summary>
internal sealed class AgentCommands(AgentLocator locator, StateFolder folder)
{
    /// <summary>A problem document is some hundred bytes; no more than this of an answer is read.</summary>
    private const int MaxAnswerBytes = 16 * 1024;

    /// <summary>Whether this user holds the token that writes need.</summary>
    public bool AreAllowed => AgentToken.Read(folder) is not null;

    /// <summary>Closes a camera's ports and keeps it registered.</summary>
    public CommandResult Pause(string deviceId) => Post(deviceId, "pause");

    /// <summary>Opens a paused camera's ports again.</summary>
    public CommandResult Resume(string deviceId) => Post(deviceId, "resume");

    /// <summary>A code that signs a browser in, good once and for a minute; null when this user may not, or no agent answers.</summary>
    public string? SignInCode() => Post("/api/sign-in/code", body => Read(body, "code"u8)).Answer;

    private CommandResult Post(string deviceId, string verb) => Post($"/api/devices/{Uri.EscapeDataString(deviceId)}/{verb}", _ => null).Result;

    private (CommandResult Result, string? Answer) Post(string path, Func<Stream, string?> read)
    {
        if (AgentToken.Read(folder) is not { } token) return (new CommandResult(false, Texts.NoToken), null);
        try
        {
            using var connection = AgentConnection.Open(locator.Locate(), "POST", path, token, CancellationToken.None);
            if (connection is null) return (new CommandResult(false, Texts.NotAnAgent), null);
            return connection.Head.IsSuccess
                ? (new CommandResult(true, ""), read(connection.Body))
                : (new CommandResult(false, Read(connection.Body, "detail"u8) ?? Texts.Refused(connection.Head.Status)), null);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return (new CommandResult(false, Texts.Lost), null);
        }
    }

    /// <summary>A text of the document in an answer, a problem's (RFC 9457) for instance; null when it has none.</summary>
    private static string? Read(Stream body, ReadOnlySpan<byte> key)
    {
        var answer = new byte[MaxAnswerBytes];
        var length = body.ReadAtLeast(answer, answer.Length, throwOnEndOfStream: false);
        return JsonText.Find(answer.AsSpan(0, length), key);
    }
}

/// <summary>What came of a command.</summary>
/// <param name="Succeeded">Whether the agent did it.</param>
/// <param name="Obstacle">Otherwise why not, for the user.</param>
internal sealed record CommandResult(bool Succeeded, string Obstacle);
