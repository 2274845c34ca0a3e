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

    /// <summary>The answer's text, or why there is none.</summary>
    public async Task<(string? Json, string? Obstacle)> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await _http.GetStringAsync(path, cancellationToken), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (null, $"no agent answers at {_http.BaseAddress} (state folder {_folder.Path}). Start it with: porthole run");
        }
    }

    public void Dispose() => _http.Dispose();
}
