// Which hosts are a known company's own. Own tests of Gatepost use it; internal to eval/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eval/brand_list.h"
#include "eval/context.h"

namespace gatepost {

const std::vector<Brand>& Brands(EvalContext& context);

// Does a host (its registered domain given, too) belong to the brand?
bool IsOwnHost(const Brand& brand, const std::string& host, const std::string& domain);
// ... to any brand?
bool IsSomeBrandsHost(EvalContext& context, const std::string& host);

// What stands behind the "@", lower-case; "" where there is none.
std::string HostOfAddress(std::string_view address);

// The host of the From: address, "" where there is none, and its registered domain.
struct SenderHost {
  std::string host, domain;
};
const SenderHost& Sender(EvalContext& context);
// Whose own it is.
const std::vector<const Brand*>& SendersBrands(EvalContext& context);
// Does the host belong to one of them?
bool IsOfSendersCompany(EvalContext& context, const std::string& host);

}  // namespace gatepost
