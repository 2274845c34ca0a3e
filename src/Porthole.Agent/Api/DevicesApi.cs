using Microsoft.AspNetCore.Http.HttpResults;
using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Api;

/// <summary>The registry over HTTP.</summary>
internal static class DevicesApi
{
    public static void MapDevicesApi(this WebApplication app)
    {
        app.MapGet("/api/devices", (DeviceRegistry registry) =>
            TypedResults.Json(new DevicesDocument([.. registry.Current.Devices.Select(DeviceDocuments.From)]), DeviceJson.Default.DevicesDocument));
        app.MapGet("/api/devices/{id}", (string id, DeviceRegistry registry) => registry.Current.Find(id) is { } device ? Document(device) : Refused(registry.Missing(id)));
        app.MapPost("/api/devices", AddAsync);
        app.MapPost("/api/devices/import", ImportAsync);
        app.MapPut("/api/devices/{id}", ReplaceAsync);
        app.MapDelete("/api/devices/{id}", (string id, DeviceRegistry registry) => registry.Remove(id) is { Refusal: { } refusal } ? Refused(refusal) : TypedResults.NoContent());
        app.MapPost("/api/devices/{id}/pause", (string id, DeviceRegistry registry) => Answer(registry.Pause(id, paused: true)));
        app.MapPost("/api/devices/{id}/resume", (string id, DeviceRegistry registry) => Answer(registry.Pause(id, paused: false)));
    }

    private static async Task<IResult> AddAsync(HttpContext context, DeviceRegistry registry, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync(context.Request, cancellationToken);
        if (body is null) return problem!;
        using (body)
        {
            var answer = registry.Add(body.RootElement);
            if (answer.Device is not { } device) return Refused(answer.Refusal!);
            context.Response.Headers.Location = $"/api/devices/{Uri.EscapeDataString(device.Id)}";
            return Document(device, StatusCodes.Status201Created);
        }
    }

    private static async Task<IResult> ReplaceAsync(string id, HttpContext context, DeviceRegistry registry, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync(context.Request, cancellationToken);
        if (body is null) return problem!;
        using (body) return Answer(registry.Replace(id, body.RootElement));
    }

    private static async Task<IResult> ImportAsync(HttpContext context, DeviceRegistry registry, string? mode, CancellationToken cancellationToken)
    {
        ImportMode? known = mode switch { null or "all-or-nothing" => ImportMode.AllOrNothing, "skip-bad" => ImportMode.SkipBad, "check" => ImportMode.Check, _ => null };
        if (known is null) return Problems.Of(StatusCodes.Status400BadRequest, "bad-request", "Unknown mode", $"The mode \"{mode}\" is not known. Give all-or-nothing, skip-bad or check.");
        var (body, problem) = await JsonBody.ReadAsync(context.Request, cancellationToken);
        if (body is null) return problem!;
        using (body)
        {
            var isDocument = body.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object;
            if (isDocument && RegistryKeys.Unknown(body.RootElement) is { IsEmpty: false } unknown) return Refused(new RegistryRefusal(RegistryRefusalReason.Invalid, string.Join(" ", unknown)));
            var list = isDocument && body.RootElement.TryGetProperty("devices", out var devices) ? devices : body.RootElement;
            if (registry.Import(list, known.Value, out var report) is { } refusal) return Refused(refusal);
            return TypedResults.Json(report, DeviceJson.Default.ImportReport, statusCode: !report.HasBad || known == ImportMode.SkipBad ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static IResult Answer(RegistryAnswer answer) => answer.Device is { } device ? Document(device) : Refused(answer.Refusal!);

    private static JsonHttpResult<RegisteredDocument> Document(RegisteredDevice device, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(DeviceDocuments.From(device), DeviceJson.Default.RegisteredDocument, statusCode: status);

    private static IResult Refused(RegistryRefusal refusal)
    {
        var (status, kind, title) = refusal.Reason switch
        {
            RegistryRefusalReason.NotFound => (StatusCodes.Status404NotFound, "no-such-device", "No such device"),
            RegistryRefusalReason.Fixed => (StatusCodes.Status409Conflict, "fixed-device", "The device stands in the settings file"),
            RegistryRefusalReason.FileIsBad => (StatusCodes.Status409Conflict, "registry-file-is-bad", "The registry's file holds mistakes"),
            RegistryRefusalReason.NotSaved => (StatusCodes.Status507InsufficientStorage, "not-saved", "The change could not be saved"),
            _ => (StatusCodes.Status422UnprocessableEntity, "invalid-device", "The device is not valid"),
        };
        return Problems.Of(status, kind, title, refusal.Detail, [.. refusal.Errors.Select(error => new ProblemError(CamelCase(error.Key), error.Message))]);
    }

    // "Ports[0].Internal" is a key of the settings; what was sent says "ports[0].internal".
    private static string CamelCase(string key) =>
        string.Join('.', key.Split('.').Select(part => part.Length == 0 ? part : char.ToLowerInvariant(part[0]) + part[1..]));
}
