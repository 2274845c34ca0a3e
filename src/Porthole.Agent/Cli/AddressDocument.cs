using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Porthole.Agent.Cli;

/// <summary>Where a page is: the answer of <c>devices sheet --json</c>.</summary>
internal sealed record AddressDocument(Uri Url);

/// <summary>One stream of a camera: an entry of <c>devices url --json</c>.</summary>
/// <param name="Where"><c>LAN</c> or <c>outside</c>.</param>
/// <param name="Stream"><c>main</c> or <c>sub</c>.</param>
/// <param name="Url">With user and password when they were given.</param>
internal sealed record StreamAddress(string Where, string Stream, string Url);

/// <summary>What <c>open --json</c> did.</summary>
/// <param name="Url">The dashboard; with a code that signs in once when no browser was started.</param>
/// <param name="SignedIn">Whether the page may change anything.</param>
/// <param name="Opened">Whether a browser was started.</param>
internal sealed record OpenDocument(Uri Url, bool SignedIn, bool Opened);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AddressDocument))]
[JsonSerializable(typeof(OpenDocument))]
[JsonSerializable(typeof(ImmutableArray<StreamAddress>))]
internal sealed partial class AddressJson : JsonSerializerContext;
