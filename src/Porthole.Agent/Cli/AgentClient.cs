using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
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
    private readonly bool _isAbsent;

    private AgentClient(Uri url, StateFolder folder, bool isAbsent)
    {
        (_folder, _isAbsent) = (folder, isAbsent);

        // Loopback never goes through a proxy, whatever the environment says.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url, Timeout = Patience };
    }

    /// <summary>
    /// The agent that works on a state folder; without a word from it, the one at the usual address: a service keeps its folder
    /// from other users. A folder that was named and in which no agent runs has none, whoever answers at the usual address.
    /// </summary>
    public static AgentClient For(StateFolder folder) => new(AgentFile.Read(folder)?.Url ?? new ApiSettings().Url, folder, folder.IsNamed && AgentFile.IsMissing(folder));

    /// <summary>Where the agent answers.</summary>
    public Uri Url => _http.BaseAddress!;

    /// <summary>Says that no agent answers, and what to do.</summary>
    public string NobodyAnswers => _isAbsent
        ? $"no agent runs on the state folder {_folder.Path}. Start one with: porthole run --data {_folder.Path}"
        : $"no agent answers at {Url} (state folder {_folder.Path}). Start it with: porthole run";

    /// <summary>The answer; null when no agent gives one, which includes another program that has taken the port of an agent that died.</summary>
    public async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (_isAbsent) return null;
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

    /// <summary>Sends a change, with the token of the state folder; the answer's status and body as they come. Null when no agent answers.</summary>
    public async Task<(int Status, string Body)?> SendAsync(HttpMethod method, string path, string? json, string? token, CancellationToken cancellationToken)
    {
        if (_isAbsent) return null;
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
            using var answer = await _http.SendAsync(request, cancellationToken);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Says that no agent answers, and what to do; returns the exit code for it.</summary>
    public Task<int> SayNobodyAnswersAsync(ParseResult parsed) => Complaint.SayAsync(parsed, ExitCodes.NoAgent, NobodyAnswers);

    public void Dispose() => _http.Dispose();
}
