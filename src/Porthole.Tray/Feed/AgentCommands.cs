using System.Net.Sockets;
using System.Text.Json;

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

    private CommandResult Post(string deviceId, string verb)
    {
        if (AgentToken.Read(folder) is not { } token) return new CommandResult(false, Status.Texts.NoToken);
        try
        {
            var path = $"/api/devices/{Uri.EscapeDataString(deviceId)}/{verb}";
            using var connection = AgentConnection.Open(locator.Locate(), "POST", path, token, CancellationToken.None);
            if (connection is null) return new CommandResult(false, Status.Texts.NotAnAgent);
            return connection.Head.IsSuccess
                ? new CommandResult(true, "")
                : new CommandResult(false, Detail(connection.Body) ?? Status.Texts.Refused(connection.Head.Status));
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return new CommandResult(false, Status.Texts.Lost);
        }
    }

    /// <summary>The agent's own words from its problem document (RFC 9457); null when it sent none.</summary>
    private static string? Detail(Stream body)
    {
        var answer = new byte[MaxAnswerBytes];
        var length = body.ReadAtLeast(answer, answer.Length, throwOnEndOfStream: false);
        try
        {
            using var problem = JsonDocument.Parse(answer.AsMemory(0, length));
            return problem.RootElement.ValueKind == JsonValueKind.Object ? Status.JsonText.Get(problem.RootElement, "detail") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What came of a command.</summary>
/// <param name="Succeeded">Whether the agent did it.</param>
/// <param name="Obstacle">Otherwise why not, for the user.</param>
internal sealed record CommandResult(bool Succeeded, string Obstacle);
