using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Cli;

/// <summary>Speaks to the running agent over its HTTP API.</summary>
internal sealed class AgentClient : IDisposable
{
    /// <summary>The agent answers from memory; what takes longer than this is not an agent that works.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly StateFolder _folder;

    private AgentClient(Uri url, StateFolder folder)
    {
        _folder = folder;

        // Loopback never goes through a proxy, whatever the environment says.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url, Timeout = Patience };
    }

    /// <summary>The agent that works on a state folder; without a word from it, the one at the usual address.</summary>
    public static AgentClient For(StateFolder folder) => new(AgentFile.Read(folder)?.Url ?? new ApiSettings().Url, folder);

    /// <summary>The answer; null when no agent gives one, which includes another program that has taken the port of an agent that died.</summary>
    public async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            await using var answer = await _http.GetStreamAsync(path, cancellationToken);
            return await JsonSerializer.DeserializeAsync(answer, type, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Says that no agent answers, and what to do; returns the exit code for it.</summary>
    public async Task<int> SayNobodyAnswersAsync()
    {
        await Console.Error.WriteLineAsync($"porthole: no agent answers at {_http.BaseAddress} (state folder {_folder.Path}). Start it with: porthole run");
        return ExitCodes.NoAgent;
    }

    public void Dispose() => _http.Dispose();
}
