using System.Net.Http.Headers;
using System.Text.Json;
using Porthole.Agent.Api;
using Porthole.Agent.Doctor;
using Porthole.Agent.Hosting;

namespace Porthole.Agent.Cli.Doctor;

/// <summary>Has the running agent check itself, and hears the steps as they come.</summary>
internal static class DoctorClient
{
    /// <summary>Null when no agent runs on the folder, or it may not be asked by this user.</summary>
    public static async Task<DoctorReport?> AskAsync(StateFolder folder, bool readOnly, IProgress<DoctorStep> progress, CancellationToken cancellationToken)
    {
        // The token is not sent to whatever answers at the usual address, only to the agent that wrote where it is.
        if (AgentFile.Read(folder) is not { } agent || ApiToken.Read(folder) is not { } token) return null;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = agent.Url, Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/doctor?readOnly={(readOnly ? "true" : "false")}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode) return null;
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
            return await HearAsync(lines, progress, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads the events to the last one; null when the stream ends before it.</summary>
    public static async Task<DoctorReport?> HearAsync(TextReader lines, IProgress<DoctorStep> progress, CancellationToken cancellationToken)
    {
        const string Data = "data: ";
        var name = "";
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line["event: ".Length..];
            if (!line.StartsWith(Data, StringComparison.Ordinal)) continue;
            if (name == "result") return JsonSerializer.Deserialize(line[Data.Length..], DoctorJson.Default.DoctorReport);
            if (name == "step" && JsonSerializer.Deserialize(line[Data.Length..], DoctorJson.Default.DoctorStep) is { } step) progress.Report(step);
        }

        return null;
    }
}
